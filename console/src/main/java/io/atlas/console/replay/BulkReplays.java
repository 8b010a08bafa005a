package io.atlas.console.replay;

import io.atlas.console.audit.Audit;
import io.atlas.console.audit.Deed;
import io.atlas.console.history.DeadLetters;
import io.atlas.console.history.DeadLetters.DeadLetter;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.kafka.KafkaConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.springframework.stereotype.Component;

/**
 * Replays for a job, some at a time, each once whatever dies: what is to be fired is claimed and
 * committed together with where {@code action-fired} ends, then fired, then marked as fired. Who
 * finds claims that are not marked reads on that topic which of them are out. Thread-safe.
 */
@Component
public class BulkReplays {

  /** Beside it, a send waits for 10 s at most, and for its acknowledgement as long. */
  private static final Duration LONGEST = Duration.ofSeconds(8);

  private final ExecutionLog executions;
  private final DeadLetters deadLetters;
  private final Replays replays;
  private final ReplayRecords records;
  private final ReplayPublisher publisher;
  private final Audit audit;
  private final FiredTopic fired;
  private final LongSupplier nanoTime;

  BulkReplays(
      ExecutionLog executions,
      DeadLetters deadLetters,
      Replays replays,
      ReplayRecords records,
      ReplayPublisher publisher,
      Audit audit,
      KafkaConnection kafka) {
    this.executions = executions;
    this.deadLetters = deadLetters;
    this.replays = replays;
    this.records = records;
    this.publisher = publisher;
    this.audit = audit;
    this.nanoTime = System::nanoTime;
    this.fired = new FiredTopic(kafka, nanoTime);
  }

  /** A replay of an execution, under the id that follows from it. */
  public record Claim(String executionId, String replayId, int number) {}

  /**
   * What became of claims.
   *
   * @param done what the broker has
   * @param givenBack what was not fired
   * @param refused those given back that can't be fired, now or later
   */
  public record Attempt(List<Claim> done, List<Claim> givenBack, Map<Skip, Long> refused) {}

  /** Where {@code action-fired} ends now: asked before claims are committed. */
  public List<Long> firedEnds() {
    return fired.ends();
  }

  /**
   * Claims, in the transaction that is open.
   *
   * @return how many were replayed by somebody else meanwhile
   */
  public long claim(Person person, UUID job, List<Claim> claims) {
    return claims.stream().filter(each -> !records.claim(person, job, each)).count();
  }

  /**
   * The ids of replays that the job has claimed and that are out, whoever fired them.
   *
   * @param from what {@link #firedEnds} said before the claims
   */
  public Set<String> out(Person person, UUID job, List<Long> from) {
    return fired.among(
        from,
        records.notFired(person, job).stream().map(Claim::replayId).collect(Collectors.toSet()));
  }

  /**
   * Fires what the job has claimed, in the order in which it was fired first. It begins nothing
   * after 8 s, so that after 28 s all has arrived or never will.
   *
   * @param out what is out already
   * @param stopped whether nothing more is to be fired: what is not out is given back
   * @throws KafkaException where the broker did not acknowledge all in time
   */
  public Attempt fire(Person person, UUID job, Set<String> out, boolean stopped) {
    List<Claim> done = new ArrayList<>();
    List<Claim> left = new ArrayList<>();
    for (Claim claim : records.notFired(person, job)) {
      (out.contains(claim.replayId()) ? done : left).add(claim);
    }
    return stopped ? new Attempt(done, left, Map.of()) : fire(person, left, done);
  }

  private Attempt fire(Person person, List<Claim> left, List<Claim> done) {
    List<Claim> givenBack = new ArrayList<>();
    Map<Skip, Long> refused = new EnumMap<>(Skip.class);
    Map<Claim, Future<RecordMetadata>> sent = new LinkedHashMap<>();
    long start = nanoTime.getAsLong();
    try (DeadLetters.Reading letters = deadLetters.open()) {
      for (Found found : inOrder(person, left)) {
        if (nanoTime.getAsLong() - start > LONGEST.toNanos()) {
          throw new KafkaException("too slow: the rest is fired in the next turn");
        }
        switch (event(found, letters)) {
          case Event.Kept(Execution execution, DeadLetter letter) ->
              sent.put(found.claim(), send(person, found.claim(), execution, letter));
          case Event.Unusable(Skip why) -> {
            givenBack.add(found.claim());
            refused.merge(why, 1L, Long::sum);
          }
        }
      }
    }
    sent.forEach((claim, acknowledged) -> {
      try {
        ReplayPublisher.await(acknowledged);
        done.add(claim);
      } catch (RecordTooLargeException never) {
        givenBack.add(claim);
        refused.merge(Skip.NOT_TAKEN, 1L, Long::sum);
      }
    });
    return new Attempt(done, givenBack, refused);
  }

  private Future<RecordMetadata> send(
      Person person, Claim claim, Execution execution, DeadLetter letter) {
    boolean sameKey = replays.mayBeDone(person, execution);
    return publisher.send(letter, claim.replayId(), claim.number(), sameKey);
  }

  /** Marks what was fired and gives back the rest, in the transaction that is open. */
  public void settle(Person person, UUID job, Attempt attempt) {
    for (Claim claim : attempt.done()) {
      records.fired(person, claim);
      String as = "as " + claim.replayId() + ", by job " + job;
      audit.record(person, Deed.REPLAY_DONE, claim.executionId(), as);
    }
    attempt.givenBack().forEach(claim -> records.giveBack(person, claim));
  }

  private record Found(Claim claim, Optional<Execution> execution) {

    Instant firedAt() {
      return execution.map(Execution::firedAt).orElse(Instant.EPOCH);
    }
  }

  private List<Found> inOrder(Person person, List<Claim> claims) {
    return claims.stream()
        .map(claim -> new Found(claim, executions.find(person.accountId(), claim.executionId())))
        .sorted(
            Comparator.comparing(Found::firedAt)
                .thenComparing(found -> found.claim().executionId()))
        .toList();
  }

  private sealed interface Event {

    record Kept(Execution execution, DeadLetter letter) implements Event {}

    record Unusable(Skip why) implements Event {}
  }

  private static Event event(Found found, DeadLetters.Reading letters) {
    try {
      return found
          .execution()
          .flatMap(execution ->
              letters.find(execution).<Event>map(letter -> new Event.Kept(execution, letter)))
          .orElseGet(() -> new Event.Unusable(Skip.NOT_KEPT));
    } catch (UnreadableEventException unreadable) {
      return new Event.Unusable(Skip.NOT_TAKEN);
    }
  }
}
