package io.atlas.console.operations;

import io.atlas.console.identity.Person;
import io.atlas.kit.identity.Scopes;
import org.jspecify.annotations.Nullable;

/**
 * Whose figures a person looks at.
 *
 * @param account null for all together
 * @param seesAll whether there are others to choose
 * @param isOwn whether the executions behind the figures are the person's to look at
 */
record FiguresOwner(@Nullable String account, boolean seesAll, boolean isOwn) {

  /** Whoever does not see all sees the own account, whatever is asked for. */
  static FiguresOwner of(Person person, OperationsQuery query) {
    boolean seesAll = person.scopes().contains(Scopes.PLATFORM);
    String account = seesAll ? OperationsQuery.given(query.account()) : person.accountId();
    return new FiguresOwner(account, seesAll, person.accountId().equals(account));
  }
}
