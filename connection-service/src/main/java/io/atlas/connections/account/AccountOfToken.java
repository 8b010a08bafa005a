package io.atlas.connections.account;

import io.atlas.connections.problem.ProblemException;
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

  /** RFC 9068 section 2.2; what came before it, and OpenID Connect's name for the same. */
  private static final List<String> CLIENT = List.of("client_id", "azp");

  private static final String NOBODY = "(no subject)";
  private static final int LONGEST_NAME = 200;

  private final AccountClaim claim;

  AccountOfToken(AccountClaim claim) {
    this.claim = claim;
  }

  /** The account, or nothing where the token names none. */
  public Optional<Account> of(@Nullable Principal caller) {
    if (!(caller instanceof JwtAuthenticationToken authenticated)) {
      return Optional.empty();
    }
    return claim
        .in(authenticated.getToken().getClaims())
        .map(id ->
            new Account(id, person(authenticated), client(authenticated), isAdmin(authenticated)));
  }

  /** Who is signed in, with an account or without; for what spans accounts. */
  public Caller caller(JwtAuthenticationToken caller) {
    return new Caller(
        claim.in(caller.getToken().getClaims()).orElse(null), person(caller), client(caller));
  }

  private static @Nullable String client(JwtAuthenticationToken caller) {
    for (String name : CLIENT) {
      if (caller.getToken().getClaims().get(name) instanceof String client) {
        return kept(client);
      }
    }
    return null;
  }

  /** The token's subject; a program's token may have none. */
  private static String person(JwtAuthenticationToken caller) {
    String subject = caller.getToken().getSubject();
    String client = client(caller);
    return subject != null && !subject.isBlank() ? kept(subject) : client == null ? NOBODY : client;
  }

  /** As far as it can be stored and shown. */
  private static String kept(String name) {
    StringBuilder kept = new StringBuilder();
    name.codePoints()
        .limit(LONGEST_NAME)
        .map(
            c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(kept::appendCodePoint);
    return kept.toString();
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
