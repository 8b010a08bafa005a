package io.atlas.console.controlplane;

import io.atlas.kit.problem.FieldError;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Flag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a saved action; a form edits its document.
 *
 * @param warnings what its author should know, though it works
 */
public record Action(
    String id,
    long version,
    String name,
    @Nullable Boolean enabled,
    @Nullable Boolean keepRequestBody,
    String method,
    String url,
    Authentication authentication,
    List<Flag> flags,
    List<FieldError> warnings) {

  public Action {
    authentication = authentication == null ? Authentication.NONE : authentication;
    flags = flags == null ? List.of() : List.copyOf(flags);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
  }

  public boolean disabled() {
    return Boolean.FALSE.equals(enabled);
  }

  /** Whether the log may show what was sent. */
  public boolean keepsBodies() {
    return !Boolean.FALSE.equals(keepRequestBody);
  }

  /** An action of which only the name matters. */
  public record Reference(String id, String name) {}
}
