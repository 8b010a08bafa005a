package io.atlas.connections.account;

import io.atlas.connections.problem.ProblemException;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Gives handlers the {@link Account} of the request's access token. */
@Component
public final class AccountOfToken implements HandlerMethodArgumentResolver, WebMvcConfigurer {

  private static final int LONGEST_ID = 200;

  private final AccountClaim claim;

  AccountOfToken(AccountClaim claim) {
    this.claim = claim;
  }

  /** The account, or nothing where the token names none. */
  public Optional<Account> of(@Nullable Principal caller) {
    if (!(caller instanceof JwtAuthenticationToken authenticated)) {
      return Optional.empty();
    }
    Jwt token = authenticated.getToken();
    return token.getClaims().get(claim.name()) instanceof String id
            && !id.isBlank()
            && id.length() <= LONGEST_ID
        ? Optional.of(new Account(id, authenticated.getName()))
        : Optional.empty();
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.add(this);
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Account.class;
  }

  @Override
  public Account resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binderFactory) {
    return of(request.getUserPrincipal())
        .orElseThrow(() ->
            new ProblemException(
                HttpStatus.FORBIDDEN,
                "The access token names no account: claim \"" + claim.name() + "\" is missing."));
  }
}
