package io.atlas.console.job;

import io.atlas.console.audit.Deed;
import io.atlas.console.history.ExecutionFilter;
import io.atlas.console.history.Selection;
import io.atlas.console.history.State;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.text.LowerCase;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a job does to each execution. */
public enum JobKind {
  /** Cancelled ones are replayed only where somebody asks for them. */
  REPLAY(Outcome.FAILED, State.FAILED, Set.of(State.FAILED, State.CANCELLED)),
  CANCEL_RETRIES(Outcome.RETRYING, State.RETRYING, Set.of(State.RETRYING));

  private final Outcome outcome;
  private final State usual;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<State> possible;

  JobKind(Outcome outcome, State usual, Set<State> possible) {
    this.outcome = outcome;
    this.usual = usual;
    this.possible = possible;
  }

  /** Such as {@code cancel-retries}, as addresses have it. */
  public String wireName() {
    return LowerCase.ascii(name()).replace('_', '-');
  }

  public static Optional<JobKind> named(String wireName) {
    return Stream.of(values()).filter(kind -> kind.wireName().equals(wireName)).findFirst();
  }

  /** Of what the log shows, that to which it can be done, as far as it fired before then. */
  public Selection of(Selection shown, Instant before) {
    ExecutionFilter filter = shown.filter();
    Instant to = filter.to();
    Set<State> states = EnumSet.of(usual);
    if (!shown.states().isEmpty()) {
      states = EnumSet.copyOf(possible);
      states.retainAll(shown.states());
    }
    return new Selection(
        new ExecutionFilter(
            filter.actionId(),
            filter.connectionId(),
            outcome,
            filter.category(),
            filter.host(),
            filter.from(),
            to == null || to.isAfter(before) ? before : to),
        states,
        shown.status(),
        // No state at all would be every state.
        states.isEmpty() ? List.of() : shown.actions(),
        shown.ended());
  }

  Deed asked() {
    return switch (this) {
      case REPLAY -> Deed.REPLAYS_ASKED;
      case CANCEL_RETRIES -> Deed.CANCELLATIONS_ASKED;
    };
  }

  Deed done() {
    return switch (this) {
      case REPLAY -> Deed.REPLAYS_DONE;
      case CANCEL_RETRIES -> Deed.CANCELLATIONS_DONE;
    };
  }

  Deed stopped() {
    return switch (this) {
      case REPLAY -> Deed.REPLAYS_STOPPED;
      case CANCEL_RETRIES -> Deed.CANCELLATIONS_STOPPED;
    };
  }
}
