package io.atlas.console.identity;

import io.atlas.kit.audit.Actor;
import io.atlas.kit.identity.Scopes;
import java.util.Set;

/**
 * Who is asking, a person or a program.
 *
 * @param accountId the tenant: nothing of another account is ever shown
 * @param subject who it is within the account, as the issuer says
 * @param name for display
 * @param actor the same for the audit: person and client
 * @param scopes what the access token allows, such as {@code atlas.write}
 */
public record Person(
    String accountId, String subject, String name, Actor actor, Set<String> scopes) {

  public Person {
    scopes = Set.copyOf(scopes);
  }

  /** The same for all sessions and tokens of one person. */
  public String key() {
    return accountId + '\n' + subject;
  }

  /** Whether anything may be looked at. */
  public boolean mayRead() {
    return scopes.contains(Scopes.READ);
  }

  /** Whether actions and connections may be changed. */
  public boolean mayWrite() {
    return scopes.contains(Scopes.WRITE);
  }

  /** Whether there are figures to look at: the account's, or all. */
  public boolean maySeeFigures() {
    return mayOperate() || scopes.contains(Scopes.PLATFORM);
  }

  /** Whether what spans accounts may be seen: topics, and what belongs to no account. */
  public boolean maySeePlatform() {
    return scopes.contains(Scopes.PLATFORM);
  }

  /**
   * The same person acting in another account, which only {@link #maySeePlatform the platform's}
   * operators do.
   */
  public Person in(String otherAccount) {
    return new Person(otherAccount, subject, name, actor, scopes);
  }

  /** Whether executions may be replayed. */
  public boolean mayOperate() {
    return scopes.contains(Scopes.OPERATE);
  }
}
