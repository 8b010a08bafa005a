package io.atlas.connections.action;

import io.atlas.connections.action.ConnectionInUse.State;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Flag;
import io.atlas.model.event.ActionDefinition.Flag.Code;
import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What breaks an action, and the next version of a definition with or without it. */
final class Flags {

  private Flags() {}

  static Flag deleted(Instant since) {
    return flag(Code.CONNECTION_DELETED, FailureCategory.CONNECTION_DELETED, since);
  }

  static Flag failing(Instant since) {
    return flag(Code.CONNECTION_FAILING, FailureCategory.CONNECTION_FAILING, since);
  }

  /** The flags of an action that points to a connection in this state. */
  static List<Flag> of(State connection) {
    return connection.failingSince() == null
        ? List.of()
        : List.of(failing(connection.failingSince()));
  }

  static boolean has(Code code, ActionDefinition definition) {
    return definition.flags().stream().anyMatch(flag -> flag.code() == code);
  }

  static ActionDefinition with(Flag flag, ActionDefinition definition) {
    List<Flag> flags =
        Stream.concat(
                definition.flags().stream().filter(other -> other.code() != flag.code()),
                Stream.of(flag))
            .toList();
    return definition.next(definition.authentication(), flags);
  }

  static ActionDefinition without(Code code, ActionDefinition definition) {
    List<Flag> flags = definition.flags().stream().filter(flag -> flag.code() != code).toList();
    return definition.next(definition.authentication(), flags);
  }

  private static Flag flag(Code code, FailureCategory category, Instant since) {
    return new Flag(code, category.summary() + " " + category.hint(), since);
  }
}
