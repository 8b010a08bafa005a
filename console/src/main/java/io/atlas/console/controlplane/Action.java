package io.atlas.console.controlplane;

import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Flag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is shown of a saved action; a form edits its document. */
public record Action(
    String id,
    long version,
    String name,
    @Nullable Boolean enabled,
    String method,
    String url,
    Authentication authentication,
    List<Flag> flags) {

  public Action {
    authentication = authentication == null ? Authentication.NONE : authentication;
    flags = flags == null ? List.of() : List.copyOf(flags);
  }

  public boolean disabled() {
    return Boolean.FALSE.equals(enabled);
  }

  /** An action of which only the name matters. */
  public record Reference(String id, String name) {}
}
