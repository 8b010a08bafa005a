package io.atlas.console;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every route that the console's handlers serve, so that a new one can't be forgotten. */
final class Routes {

  private static final Set<String> WITHOUT_SIGN_IN =
      Set.of(
          "/error",
          "/theme",
          "/signed-out",
          "/sign-in-failed",
          "/brand/logo",
          "/brand/colours.css");

  private Routes() {}

  /**
   * A route.
   *
   * @param pattern with variables in braces
   */
  record Route(String method, String pattern) {

    boolean isApi() {
      return pattern.startsWith("/api/");
    }

    boolean needsSignIn() {
      return !WITHOUT_SIGN_IN.contains(pattern);
    }

    boolean isPost() {
      return method.equals("POST");
    }

    /** With this in place of every variable. */
    String path(String value) {
      return pattern.replaceAll("\\{[^}]*}", value.replace("\\", "\\\\").replace("$", "\\$"));
    }
  }

  static List<Route> of(RunningConsole console) {
    return console
        .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .stream()
        .flatMap(info -> routes(info).stream())
        .sorted(Comparator.comparing(Route::pattern).thenComparing(Route::method))
        .toList();
  }

  private static List<Route> routes(RequestMappingInfo info) {
    Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
    return info.getPatternValues().stream()
        .flatMap(pattern ->
            (methods.isEmpty() ? Set.of(RequestMethod.GET, RequestMethod.POST) : methods)
                .stream().map(method -> new Route(method.name(), pattern)))
        .toList();
  }
}
