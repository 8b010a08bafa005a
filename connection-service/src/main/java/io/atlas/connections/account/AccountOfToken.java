package io.atlas.connections.account;

import io.atlas.connections.problem.ProblemException;
import io.atlas.kit.audit.Actor;
import io.atlas.kit.identity.AccountClaim;
import io.atlas.kit.identity.AccountOfCaller;
import io.atlas.kit.identity.Scopes;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Gives handlers the {@link Account} of the request's access token. */
@Component
public final class AccountOfToken
    implements HandlerMethodArgumentResolver, WebMvcConfigurer, AccountOfCaller {

  /** Widens where tokens may go. */
  private static final String ADMIN = Scopes.authority(Scopes.ADMIN);

  private final AccountClaim claim;

  AccountOfToken(AccountClaim claim) {
    this.claim = claim;
  }

  /** The account, or nothing where the token names none. */
  public Optional<Account> of(@Nullable Principal caller) {
    if (!(caller instanceof JwtAuthenticationToken authenticated)) {
      return Optional.empty();
    }
    Actor actor = actor(authenticated);
    return claim
        .in(authenticated.getToken().getClaims())
        .map(id -> new Account(id, actor.person(), actor.client(), isAdmin(authenticated)));
  }

  /** Who is signed in, with an account or without; for what spans accounts. */
  public Caller caller(JwtAuthenticationToken caller) {
    Actor actor = actor(caller);
    return new Caller(
        claim.in(caller.getToken().getClaims()).orElse(null), actor.person(), actor.client());
  }

  private static Actor actor(JwtAuthenticationToken caller) {
    return Actor.of(caller.getToken().getClaims());
  }

  private static boolean isAdmin(JwtAuthenticationToken caller) {
    return caller.getAuthorities().stream()
        .anyMatch(authority -> ADMIN.equals(authority.getAuthority()));
  }

  @Override
  public Optional<String> accountOf(@Nullable Principal caller) {
    return of(caller).map(Account::id);
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
        .orElseThrow(() -> new ProblemException(HttpStatus.FORBIDDEN, claim.missing()));
  }
}
