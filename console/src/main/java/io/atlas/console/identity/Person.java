package io.atlas.console.identity;

import java.util.Set;

/**
 * Who is asking, a person or a program.
 *
 * @param accountId the tenant: nothing of another account is ever shown
 * @param name for display
 * @param scopes what the access token allows, such as {@code atlas.write}
 */
public record Person(String accountId, String name, Set<String> scopes) {

  public Person {
    scopes = Set.copyOf(scopes);
  }

  /** Whether actions and connections may be changed. */
  public boolean mayWrite() {
    return scopes.contains("atlas.write");
  }

  /** Whether executions may be replayed. */
  public boolean mayOperate() {
    return scopes.contains("atlas.operate");
  }
}
