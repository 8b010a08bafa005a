package io.atlas.console.replay;

import io.atlas.console.ConsoleSettings;
import io.atlas.console.history.DeadLetters;
import io.atlas.console.history.Execution;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.BulkReplays.Claim;
import io.atlas.model.event.ExecutionIds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Decides which of a job's executions are fired again. */
@Component
public class ReplayChoices {

  private final DeadLetters deadLetters;
  private final Replays replays;
  private final ReplayRecords records;
  private final int maxReplays;

  ReplayChoices(
      DeadLetters deadLetters, Replays replays, ReplayRecords records, ConsoleSettings settings) {
    this.deadLetters = deadLetters;
    this.replays = replays;
    this.records = records;
    this.maxReplays = settings.maxReplays();
  }

  /** What can be replayed, and how many can't. */
  public record Choice(List<Claim> claims, Map<Skip, Long> skipped) {}

  /** Those of the executions that this person's job may fire again; its own replays are none. */
  public Choice choose(Person person, UUID job, List<Execution> failed) {
    Set<String> replayed = replays.replayed(person, failed);
    Set<String> own =
        records.claimed(
            person, job, failed.stream().flatMap(each -> replayOf(each).stream()).toList());
    List<Claim> claims = new ArrayList<>();
    Map<Skip, Long> skipped = new EnumMap<>(Skip.class);
    for (Execution execution : failed) {
      if (replayOf(execution).filter(own::contains).isPresent()) {
        continue;
      }
      OptionalInt before = deadLetters.replayNumber(execution);
      if (replayed.contains(execution.executionId())) {
        skipped.merge(Skip.REPLAYED, 1L, Long::sum);
      } else if (before.isEmpty()) {
        skipped.merge(Skip.NOT_KEPT, 1L, Long::sum);
      } else if (before.getAsInt() >= maxReplays) {
        skipped.merge(Skip.TOO_OFTEN, 1L, Long::sum);
      } else {
        int number = before.getAsInt() + 1;
        String id = execution.executionId();
        claims.add(new Claim(id, ExecutionIds.ofReplay(id, number), number));
      }
    }
    return new Choice(claims, skipped);
  }

  private static Optional<String> replayOf(Execution execution) {
    return Optional.ofNullable(execution.replayOf());
  }
}
