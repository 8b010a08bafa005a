package io.atlas.console.identity;

import io.atlas.kit.identity.AccountClaim;
import io.atlas.kit.rate.RateConfiguration.AccountOfCaller;
import java.security.Principal;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.stereotype.Component;

/** Reads the {@link Person} from what a session or a bearer token says. */
@Component
public class People implements AccountOfCaller {

  private static final String SCOPE = "SCOPE_";

  private final AccountClaim account;

  People(AccountClaim account) {
    this.account = account;
  }

  /** Empty where nobody is signed in, or the identity names no account. */
  public Optional<Person> find(@Nullable Principal principal) {
    if (!(principal instanceof Authentication authentication)
        || !(authentication.getPrincipal() instanceof ClaimAccessor claims)) {
      return Optional.empty();
    }
    return account
        .in(claims.getClaims())
        .map(id -> new Person(id, displayName(claims, authentication), scopes(authentication)));
  }

  @Override
  public Optional<String> accountOf(@Nullable Principal caller) {
    return find(caller).map(Person::accountId);
  }

  private static String displayName(ClaimAccessor claims, Authentication authentication) {
    for (String claim : new String[] {"name", "preferred_username"}) {
      String name = claims.getClaimAsString(claim);
      if (name != null && !name.isBlank()) {
        return name;
      }
    }
    return authentication.getName();
  }

  private static Set<String> scopes(Authentication authentication) {
    return authentication.getAuthorities().stream()
        .map(authority -> String.valueOf(authority.getAuthority()))
        .filter(authority -> authority.startsWith(SCOPE))
        .map(authority -> authority.substring(SCOPE.length()))
        .collect(Collectors.toUnmodifiableSet());
  }
}
