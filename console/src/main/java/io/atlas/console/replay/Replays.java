package io.atlas.console.replay;

import io.atlas.console.ConsoleSettings;
import io.atlas.console.audit.Audit;
import io.atlas.console.audit.Deed;
import io.atlas.console.history.DeadLetters;
import io.atlas.console.history.DeadLetters.DeadLetter;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.ReplayOutcome.Reason;
import io.atlas.console.replay.ReplayOutcome.Refused;
import io.atlas.console.replay.ReplayOutcome.Replayed;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ExecutionIds;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Replays executions that failed for good. Each execution is replayed at most once, under an id
 * that follows from it, so that a second click, or a repeat after a lost answer, fires nothing new
 * at the target; to try once more, the replay is replayed, up to a limit.
 */
@Component
public class Replays {

  /** Of what belongs to no account; an account has no space at its ends. */
  private static final String NO_ACCOUNT = " ";

  private final ExecutionLog executions;
  private final DeadLetters deadLetters;
  private final ReplayPublisher publisher;
  private final Audit audit;
  private final ReplayRecords records;
  private final TransactionTemplate transaction;
  private final int maxReplays;

  Replays(
      ExecutionLog executions,
      DeadLetters deadLetters,
      ReplayPublisher publisher,
      Audit audit,
      ReplayRecords records,
      TransactionTemplate transaction,
      ConsoleSettings properties) {
    this.executions = executions;
    this.deadLetters = deadLetters;
    this.publisher = publisher;
    this.audit = audit;
    this.records = records;
    this.transaction = transaction;
    this.maxReplays = properties.maxReplays();
  }

  /**
   * @param sameKey whether the target is to take it for the first execution's request, so that one
   *     which was carried out without an answer is not carried out twice
   */
  public ReplayOutcome replay(Person person, String executionId, boolean sameKey) {
    return executions
        .find(person.accountId(), executionId)
        .<ReplayOutcome>map(execution -> replay(person, execution, true, sameKey))
        .orElseGet(() -> new Refused(Reason.NOT_FOUND, "There is no such execution."));
  }

  /** With its first key where the target may have carried it out, else with a new one. */
  public ReplayOutcome replayAsIsBest(Person person, String executionId) {
    return executions
        .find(person.accountId(), executionId)
        .<ReplayOutcome>map(found -> replay(person, found, true, mayBeDone(person, found)))
        .orElseGet(() -> new Refused(Reason.NOT_FOUND, "There is no such execution."));
  }

  /**
   * Fires the event with another input, as often as a person wants to; each form once.
   *
   * @param event with the new input
   * @param form names the form that it was typed on
   */
  public ReplayOutcome replayEdited(
      Person person, Execution execution, DeadLetter event, String form) {
    int number = event.replayNumber() + 1;
    if (number > maxReplays) {
      return tooOften(event);
    }
    String edited = execution.executionId() + "/edited/" + form;
    String replayId = ExecutionIds.ofReplay(edited, number);
    String as = "with another input, as " + replayId;
    audit.record(person, Deed.REPLAY_ASKED, execution.executionId(), as);
    return switch (publishOnce(person, person, event, edited, replayId, number, false)) {
      case Replayed replayed -> replayed;
      case Refused _ -> new Replayed(replayId, number);
    };
  }

  /**
   * Fires a dead event again whose execution the history does not have, once.
   *
   * @param account whose action it names; null where nobody knows
   */
  public ReplayOutcome redrive(Person operator, @Nullable String account, DeadLetter letter) {
    int number = letter.replayNumber() + 1;
    if (number > maxReplays) {
      return tooOften(letter);
    }
    String id = letter.executionId();
    String replayId = ExecutionIds.ofReplay(id, number);
    Person acting = account == null ? operator : operator.in(account);
    audit.record(acting, Deed.REPLAY_ASKED, id, "as " + replayId);
    Person claiming = operator.in(account == null ? NO_ACCOUNT : account);
    return publishOnce(acting, claiming, letter, id, replayId, number, false);
  }

  /** The ids of those that were replayed. */
  public Set<String> replayed(Person person, Collection<Execution> of) {
    return records.replayed(person, of.stream().map(Execution::executionId).toList());
  }

  private static Refused tooOften(DeadLetter letter) {
    return new Refused(
        Reason.TOO_OFTEN,
        "It was replayed " + letter.replayNumber() + " times, which is the limit.");
  }

  /** Why this execution can't be replayed now; empty where it can. */
  public Optional<Refused> obstacle(Person person, Execution execution) {
    return switch (execution.outcome()) {
      case RETRYING ->
          Optional.of(
              new Refused(
                  Reason.RETRY_SCHEDULED,
                  "A retry is scheduled: the event is tried again by itself."));
      case SUCCEEDED ->
          Optional.of(
              new Refused(
                  Reason.NO_EVENT, "It succeeded; only events that failed are kept whole."));
      case FAILED ->
          replayOf(person, execution)
              .map(replay ->
                  new Refused(
                      Reason.ALREADY_REPLAYED, "It was replayed already, as " + replay + "."));
    };
  }

  /** The execution that replays this one. */
  public Optional<String> replayOf(Person person, Execution execution) {
    return records.replayOf(person, execution);
  }

  /**
   * Whether the target may have carried it out: an attempt sent a request that nobody answered, or
   * only a gateway did.
   */
  public boolean mayBeDone(Person person, Execution execution) {
    return executions.attempts(person.accountId(), execution.executionId()).stream()
        .anyMatch(Replays::isLeftOpen);
  }

  private static boolean isLeftOpen(ActionExecuted attempt) {
    Integer status = attempt.status();
    boolean answered = status != null && status != 408 && status != 502 && status != 504;
    return !answered && attempt.calls() != null && attempt.calls() > 0;
  }

  /**
   * @param execution of the person's account
   * @param alone whether the order is for this execution, and not for all that a filter finds
   */
  ReplayOutcome replay(Person person, Execution execution, boolean alone, boolean sameKey) {
    Optional<Refused> obstacle = obstacle(person, execution);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    Optional<DeadLetter> found = deadLetters.find(execution);
    if (found.isEmpty()) {
      return new Refused(Reason.NO_EVENT, "Its event is no longer kept, or nobody can read it.");
    }
    DeadLetter letter = found.get();
    int number = letter.replayNumber() + 1;
    if (number > maxReplays) {
      return tooOften(letter);
    }
    String replayId = ExecutionIds.ofReplay(execution.executionId(), number);
    if (alone) {
      audit.record(person, Deed.REPLAY_ASKED, execution.executionId(), "as " + replayId);
    }
    return publishOnce(person, person, letter, letter.executionId(), replayId, number, sameKey);
  }

  /**
   * The row is committed after the event is on the topic; a crash between repeats the same id.
   *
   * @param claiming in whose account it is done once
   * @param claimed what is done once
   */
  private ReplayOutcome publishOnce(
      Person person,
      Person claiming,
      DeadLetter letter,
      String claimed,
      String replayId,
      int number,
      boolean sameKey) {
    String executionId = letter.executionId();
    String as = "as " + replayId;
    Boolean published;
    try {
      published =
          transaction.execute(_ -> {
            if (!records.claim(claiming, claimed, replayId, number)) {
              return false;
            }
            audit.record(person, Deed.REPLAY_DONE, executionId, as);
            publisher.publish(letter, replayId, number, sameKey);
            return true;
          });
    } catch (RuntimeException failed) {
      audit.recordEnd(person, Deed.REPLAY_FAILED, executionId, as);
      throw failed;
    }
    if (Boolean.TRUE.equals(published)) {
      return new Replayed(replayId, number);
    }
    audit.recordEnd(person, Deed.REPLAY_REFUSED, executionId, "it was replayed already");
    return new Refused(Reason.ALREADY_REPLAYED, "It was replayed already.");
  }
}
