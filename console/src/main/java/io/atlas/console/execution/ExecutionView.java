package io.atlas.console.execution;

import io.atlas.console.cancellation.RetryCancellations;
import io.atlas.console.history.ActionNames.Named;
import io.atlas.console.history.DeadLetters;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.history.State;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.ReplayOutcome;
import io.atlas.console.replay.Replays;
import io.atlas.model.event.ActionExecuted;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** One execution as its page shows it. */
@Component
class ExecutionView {

  private final ExecutionLog executions;
  private final DeadLetters deadLetters;
  private final Replays replays;
  private final RetryCancellations cancellations;
  private final Names names;

  ExecutionView(
      ExecutionLog executions,
      DeadLetters deadLetters,
      Replays replays,
      RetryCancellations cancellations,
      Names names) {
    this.executions = executions;
    this.deadLetters = deadLetters;
    this.replays = replays;
    this.cancellations = cancellations;
    this.names = names;
  }

  /**
   * Ids may be chosen by publishers: the part of the page that waits is for ids not seen yet.
   *
   * @param attempt the one that a person chose; null for the newest
   */
  String page(Person person, String id, @Nullable Integer attempt, Model model) {
    model.addAttribute("id", id);
    model.addAttribute("chosen", attempt);
    Optional<Execution> found = executions.find(person.accountId(), id);
    found.ifPresent(execution -> show(person, execution, attempt, model));
    model.addAttribute("seen", seen(found));
    return "console/execution";
  }

  /** Changes when the page does. */
  static String seen(Optional<Execution> found) {
    return found
        .map(execution ->
            execution.state()
                + "-"
                + execution.attempts()
                + "-"
                + execution.startedAt().toEpochMilli())
        .orElse("nothing");
  }

  private void show(Person person, Execution execution, @Nullable Integer chosen, Model model) {
    List<ActionExecuted> attempts =
        executions.attempts(person.accountId(), execution.executionId());
    ActionExecuted shown =
        attempts.stream()
            .filter(each -> chosen != null && each.attempt() == chosen)
            .findFirst()
            .orElse(attempts.isEmpty() ? null : attempts.getLast());
    Named action = names.ofAction(person, execution.actionId()).orElse(null);
    String connection = names.ofConnection(execution.connectionId());
    model.addAttribute("execution", execution);
    model.addAttribute("attempts", attempts.stream().map(AttemptView::new).toList());
    model.addAttribute("shown", shown == null ? null : new AttemptView(shown));
    model.addAttribute("action", action);
    model.addAttribute("connection", connection);
    model.addAttribute(
        "remedy",
        Remedy.of(
            execution.category(),
            action == null || action.deleted() ? null : execution.actionId(),
            execution.connectionId(),
            connection != null,
            Remedy.missingScope(attempts.isEmpty() ? null : attempts.getLast())));
    model.addAttribute("replayedAs", replays.replayOf(person, execution).orElse(null));
    String obstacle = obstacle(person, execution);
    model.addAttribute("obstacle", obstacle);
    model.addAttribute("mayBeDone", obstacle == null && replays.mayBeDone(person, execution));
    model.addAttribute("mayEdit", person.mayOperate() && execution.state() != State.RETRYING);
    boolean retrying = execution.state() == State.RETRYING;
    String cancelledBy =
        execution.cancelledBy() == null && retrying
            ? cancellations
                .of(execution, person.accountId())
                .map(told -> told.requestedBy())
                .orElse(null)
            : execution.cancelledBy();
    model.addAttribute("cancelledBy", cancelledBy);
    model.addAttribute("state", cancelledBy == null ? execution.state() : State.CANCELLED);
    model.addAttribute("cancellable", retrying && cancelledBy == null && person.mayOperate());
  }

  private @Nullable String obstacle(Person person, Execution execution) {
    if (!person.mayOperate()) {
      return "Replaying needs the right to operate.";
    }
    if (execution.cancelledBy() != null) {
      return "The cancelled event is on its way back, which takes until the retry was due at most;"
          + " it can be replayed then.";
    }
    return replays
        .obstacle(person, execution)
        .map(ReplayOutcome.Refused::detail)
        .orElseGet(() -> deadLetters.has(execution) ? null : "Its event is not kept.");
  }
}
