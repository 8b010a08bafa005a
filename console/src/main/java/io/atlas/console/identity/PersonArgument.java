package io.atlas.console.identity;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives handler methods the {@link Person} of the request's session or bearer token. */
@Component
class PersonArgument implements HandlerMethodArgumentResolver {

  private final People people;

  PersonArgument(People people) {
    this.people = people;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType().equals(Person.class);
  }

  /**
   * @throws AccessDeniedException where the identity names no account
   */
  @Override
  public Person resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    return people
        .find(request.getUserPrincipal())
        .orElseThrow(() -> new AccessDeniedException("the identity belongs to no account"));
  }
}
