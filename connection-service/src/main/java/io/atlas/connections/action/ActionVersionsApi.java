package io.atlas.connections.action;

import io.atlas.connections.account.Account;
import io.atlas.connections.action.ActionVersions.ActionVersion;
import io.atlas.connections.action.ActionVersions.VersionLine;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.Page;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What an action of the caller's account was. An old version is saved again by {@code PUT} of its
 * {@code action}: a version more, in which secrets are the present ones.
 */
@RestController
@RequestMapping("/api/v1/actions/{id}/versions")
class ActionVersionsApi {

  /** Longer ones are none, and no number. */
  private static final int LONGEST_NUMBER = 18;

  private final ActionStore store;
  private final ActionVersions versions;

  ActionVersionsApi(ActionStore store, ActionVersions versions) {
    this.store = store;
    this.versions = versions;
  }

  /** All that are kept, newest first: there are never so many that they come in parts. */
  @GetMapping
  Page<VersionLine> list(Account account, @PathVariable String id) {
    StoredAction action = action(account, id);
    return new Page<>(versions.list(account.id(), action.id()), null);
  }

  @GetMapping("/{version}")
  ActionVersion get(Account account, @PathVariable String id, @PathVariable String version) {
    StoredAction action = action(account, id);
    return versions
        .find(account.id(), action.id(), number(version), action)
        .orElseThrow(() -> ProblemException.notFound("version"));
  }

  private StoredAction action(Account account, String id) {
    return store.find(account.id(), id).orElseThrow(() -> ProblemException.notFound("action"));
  }

  private static long number(String version) {
    boolean digits =
        version.length() <= LONGEST_NUMBER && version.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || version.isEmpty()) {
      throw ProblemException.notFound("version");
    }
    return Long.parseLong(version);
  }
}
