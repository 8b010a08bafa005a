package io.atlas.console.action;

import io.atlas.console.controlplane.Action;
import io.atlas.console.history.Execution;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of the list.
 *
 * @param connectionName null without a connection, or where it is deleted
 * @param latest newest first
 */
record ActionRow(Action action, @Nullable String connectionName, List<Execution> latest) {

  public @Nullable Execution last() {
    return latest.isEmpty() ? null : latest.getFirst();
  }

  /** Oldest first, as time reads. */
  public List<Execution> trail() {
    return latest.reversed();
  }

  public boolean flagged() {
    return !action.flags().isEmpty();
  }

  /** Host of the URL; a template where the host is one. */
  public String target() {
    String rest = action.url().replaceFirst("(?i)^https?://", "");
    int end = rest.indexOf('/');
    return end < 0 ? rest : rest.substring(0, end);
  }
}
