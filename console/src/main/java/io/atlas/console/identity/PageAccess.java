package io.atlas.console.identity;

import io.atlas.console.edge.Refusal;
import io.atlas.kit.identity.Scopes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * Who may have a page: whoever has an account, the right to look, and one of the further rights.
 */
final class PageAccess implements AuthorizationManager<RequestAuthorizationContext> {

  private static final Refusal NO_ACCOUNT =
      new Refusal(
          403,
          "Your sign-in names no account",
          "The identity provider does not say which account you belong to, or names one that can't"
              + " be used: an account is 1 to 128 printable characters. Ask whoever manages people"
              + " there; then sign out here and sign in again.");

  private final People people;
  private final List<Right> oneOf;

  /**
   * @param oneOf any of these is enough, beside the right to look; none where looking is all
   */
  PageAccess(People people, Right... oneOf) {
    this.people = people;
    this.oneOf = List.of(oneOf);
  }

  /** A scope, and what it is for. */
  enum Right {
    READ(Scopes.READ, "look at actions, connections and executions"),
    WRITE(Scopes.WRITE, "change actions and connections"),
    OPERATE(Scopes.OPERATE, "replay executions, cancel retries and see figures"),
    PLATFORM(Scopes.PLATFORM, "see what spans accounts, such as topics");

    private final String scope;
    private final String purpose;

    Right(String scope, String purpose) {
      this.scope = scope;
      this.purpose = purpose;
    }

    boolean isOf(Person person) {
      return person.scopes().contains(scope);
    }
  }

  /**
   * @param refusal null where it is granted, and where nobody is signed in
   */
  record Decision(boolean isGranted, @Nullable Refusal refusal) implements AuthorizationResult {}

  @Override
  public AuthorizationResult authorize(
      Supplier<? extends @Nullable Authentication> signedIn, RequestAuthorizationContext request) {
    Authentication identity = signedIn.get();
    if (identity == null || identity instanceof AnonymousAuthenticationToken) {
      return new Decision(false, null);
    }
    Optional<Person> person = people.find(identity);
    if (person.isEmpty()) {
      return new Decision(false, NO_ACCOUNT);
    }
    if (!Right.READ.isOf(person.get())) {
      return new Decision(false, lacks(Right.READ));
    }
    boolean enough = oneOf.isEmpty() || oneOf.stream().anyMatch(right -> right.isOf(person.get()));
    return enough
        ? new Decision(true, null)
        : new Decision(false, lacks(oneOf.toArray(Right[]::new)));
  }

  private static Refusal lacks(Right... rights) {
    String purposes =
        Arrays.stream(rights).map(right -> right.purpose).collect(Collectors.joining(" or "));
    String scopes =
        Arrays.stream(rights).map(right -> right.scope).collect(Collectors.joining(" or "));
    return new Refusal(
        403,
        "Your sign-in does not allow this",
        "You lack the right to "
            + purposes
            + " (scope "
            + scopes
            + "). Ask the operator of this console for it; then sign out here and sign in again.");
  }
}
