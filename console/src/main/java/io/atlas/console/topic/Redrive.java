package io.atlas.console.topic;

import io.atlas.console.audit.Audit;
import io.atlas.console.audit.Deed;
import io.atlas.console.history.ActionNames;
import io.atlas.console.history.ActionNames.Owned;
import io.atlas.console.history.DeadLetters;
import io.atlas.console.history.DeadLetters.DeadLetter;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.ReplayOutcome;
import io.atlas.console.replay.Replays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Fires a dead event again for an operator of the platform, whosever it is. Of an execution that
 * the history has, it is the account's own replay, so that it happens once whoever asks for it; the
 * rest is replayed by what the record itself says.
 */
@Component
class Redrive {

  private final DeadLetters letters;
  private final ActionNames actions;
  private final ExecutionLog executions;
  private final Replays replays;
  private final Audit audit;

  Redrive(
      DeadLetters letters,
      ActionNames actions,
      ExecutionLog executions,
      Replays replays,
      Audit audit) {
    this.letters = letters;
    this.actions = actions;
    this.executions = executions;
    this.replays = replays;
    this.audit = audit;
  }

  ReplayOutcome fire(Person operator, int partition, long offset) {
    Optional<DeadLetter> found = letters.at(partition, offset);
    if (found.isEmpty()) {
      return new ReplayOutcome.Refused(
          ReplayOutcome.Reason.NO_EVENT,
          "It is no event that a worker could read, or is no longer kept.");
    }
    DeadLetter letter = found.get();
    Owned owner = actions.owners(List.of(letter.actionId())).get(letter.actionId());
    if (owner == null) {
      return replays.redrive(operator, null, letter);
    }
    String account = owner.accountId();
    if (!account.equals(operator.accountId())) {
      audit.record(operator, Deed.REDRIVE_ASKED, letter.executionId(), "of the account " + account);
    }
    Optional<Execution> execution =
        executions
            .find(account, letter.executionId())
            .filter(each -> each.actionId().equals(letter.actionId()));
    return execution.isPresent()
        ? replays.replayAsIsBest(operator.in(account), letter.executionId())
        : replays.redrive(operator, account, letter);
  }
}
