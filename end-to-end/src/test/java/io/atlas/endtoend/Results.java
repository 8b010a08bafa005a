package io.atlas.endtoend;

import io.atlas.model.client.ExecutionResults;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.kafka.KafkaConnection;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Every execution result from its opening on. */
final class Results implements AutoCloseable {

  private final Collection<ActionExecuted> seen = new CopyOnWriteArrayList<>();
  private final ExecutionResults tail;

  Results(KafkaConnection kafka) {
    this.tail = ExecutionResults.tail(kafka, seen::add);
  }

  List<ActionExecuted> of(Predicate<ActionExecuted> wanted) {
    return seen.stream().filter(wanted).toList();
  }

  long succeeded(String actionId) {
    return of(result -> result.actionId().equals(actionId) && result.outcome() == Outcome.SUCCEEDED)
        .size();
  }

  @Override
  public void close() {
    tail.close();
  }
}
