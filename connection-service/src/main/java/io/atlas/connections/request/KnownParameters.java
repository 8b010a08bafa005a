package io.atlas.connections.request;

import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.kit.problem.FieldError;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses query parameters that a route does not take, and one that is given twice: whoever
 * misspells a filter would otherwise be shown everything. Thread-safe.
 */
@Component
final class KnownParameters implements HandlerInterceptor, WebMvcConfigurer {

  /** So many are named; a query can have a thousand. */
  private static final int MOST_NAMED = 20;

  private final Map<HandlerMethod, Set<String>> known = new ConcurrentHashMap<>();

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).addPathPatterns("/api/**");
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod route && !isForm(request)) {
      Set<String> taken = known.computeIfAbsent(route, KnownParameters::of);
      List<FieldError> errors = new ArrayList<>();
      request
          .getParameterMap()
          .forEach((name, values) -> {
            if (!taken.contains(name)) {
              errors.add(
                  new FieldError(
                      Characters.visible(name), "is not a known parameter; " + told(taken)));
            } else if (values.length > 1) {
              errors.add(new FieldError(name, "must be given once"));
            }
          });
      if (!errors.isEmpty()) {
        throw new InvalidFieldsException(errors.stream().limit(MOST_NAMED).toList());
      }
    }
    return true;
  }

  private static String told(Set<String> taken) {
    return taken.isEmpty()
        ? "there are none here"
        : "known here: " + String.join(", ", new TreeSet<>(taken));
  }

  /** Its fields are parameters too, and may be secrets; who reads the body refuses it. */
  private static boolean isForm(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null
        && (type.regionMatches(true, 0, MediaType.APPLICATION_FORM_URLENCODED_VALUE, 0, 33)
            || type.regionMatches(true, 0, "multipart/", 0, 10));
  }

  private static Set<String> of(HandlerMethod route) {
    return Arrays.stream(route.getMethodParameters())
        .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
        .map(KnownParameters::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String name(MethodParameter parameter) {
    RequestParam annotation = parameter.getParameterAnnotation(RequestParam.class);
    String named = annotation == null ? "" : annotation.name();
    return named.isEmpty() ? String.valueOf(parameter.getParameter().getName()) : named;
  }
}
