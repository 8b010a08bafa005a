package io.atlas.console.identity;

import io.atlas.console.ConsoleSettings;
import io.atlas.kit.audit.Actor;
import io.atlas.kit.identity.AccountClaim;
import io.atlas.kit.identity.AccountOfCaller;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.stereotype.Component;

/** Reads the {@link Person} from what a session or a bearer token says. */
@Component
public class People implements AccountOfCaller {

  private static final String SCOPE = "SCOPE_";
  private static final int LONGEST_NAME = 200;

  private final AccountClaim accountClaim;
  private final String clientId;

  People(AccountClaim accountClaim, ConsoleSettings settings) {
    this.accountClaim = accountClaim;
    this.clientId = settings.clientId();
  }

  /** Empty where nobody is signed in, or the identity names no account that can be one. */
  public Optional<Person> find(@Nullable Principal principal) {
    if (!(principal instanceof Authentication authentication)
        || !(authentication.getPrincipal() instanceof ClaimAccessor claims)) {
      return Optional.empty();
    }
    return accountClaim
        .in(claims.getClaims())
        .map(account ->
            new Person(
                account,
                String.valueOf(authentication.getName()),
                displayName(claims, authentication),
                actor(authentication, claims),
                scopes(authentication)));
  }

  @Override
  public Optional<String> accountOf(@Nullable Principal caller) {
    return find(caller).map(Person::accountId);
  }

  /** Whoever signed in acts through the console; a program's token says itself whose it is. */
  private Actor actor(Authentication authentication, ClaimAccessor claims) {
    Actor named = Actor.of(claims.getClaims());
    return authentication instanceof OAuth2AuthenticationToken
        ? new Actor(named.person(), clientId)
        : named;
  }

  private static String displayName(ClaimAccessor claims, Authentication authentication) {
    for (String claim : new String[] {"name", "preferred_username"}) {
      if (claims.getClaim(claim) instanceof String name && !name.isBlank()) {
        return shortened(name);
      }
    }
    return shortened(String.valueOf(authentication.getName()));
  }

  /** It stands on pages and in rows of the database: not without end, and nothing but text. */
  private static String shortened(String name) {
    return name.codePoints()
        .filter(point -> point != 0 && Character.getType(point) != Character.SURROGATE)
        .limit(LONGEST_NAME)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Set<String> scopes(Authentication authentication) {
    return authentication.getAuthorities().stream()
        .map(authority -> String.valueOf(authority.getAuthority()))
        .filter(authority -> authority.startsWith(SCOPE))
        .map(authority -> authority.substring(SCOPE.length()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
