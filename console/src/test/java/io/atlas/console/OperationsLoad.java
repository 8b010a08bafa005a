package io.atlas.console;

import static org.awaitility.Awaitility.await;

import io.atlas.console.figures.Figures;
import io.atlas.console.figures.FiguresQuery;
import io.atlas.console.history.ExecutionFilter;
import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Diagnosis;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionExecuted.Request;
import io.atlas.model.event.FailureCategory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A load whose outcomes are known, on the topic of results. */
final class OperationsLoad {

  private static final Duration SOON = Duration.ofSeconds(30);

  final String account;
  private final RunningConsole console;
  private final List<ActionExecuted> results = new ArrayList<>();

  OperationsLoad(RunningConsole console, String account) {
    this.console = console;
    this.account = account;
  }

  /** Executions of one attempt that ended at this time, each after so many milliseconds. */
  List<String> add(
      String action, String host, Outcome outcome, int count, Instant ended, long millis) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = account + "-" + results.size();
      results.add(result(action, host, id, outcome, ended.minusMillis(millis), millis));
      ids.add(id);
    }
    return ids;
  }

  /** Executions that a person ended after their first attempt, as a worker says it. */
  List<String> addCancelled(String action, String host, int count, Instant ended) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = account + "-" + results.size();
      results.add(
          new ActionExecuted(
              id,
              action,
              account,
              2,
              Outcome.FAILED,
              null,
              FailureCategory.CANCELLED,
              new Diagnosis(FailureCategory.CANCELLED.summary(), FailureCategory.CANCELLED.hint()),
              ended,
              0,
              null,
              null,
              new Request("POST", "https://" + host + "/orders", Map.of()),
              null,
              null,
              null,
              ended.minusSeconds(60),
              null));
      ids.add(id);
    }
    return ids;
  }

  private ActionExecuted result(
      String action, String host, String id, Outcome outcome, Instant startedAt, long millis) {
    FailureCategory category =
        switch (outcome) {
          case SUCCEEDED -> null;
          case RETRYING -> FailureCategory.TARGET_ERROR;
          case FAILED -> FailureCategory.REJECTED;
        };
    return new ActionExecuted(
        id,
        action,
        account,
        1,
        outcome,
        outcome == Outcome.SUCCEEDED ? 201 : outcome == Outcome.RETRYING ? 503 : 400,
        category,
        category == null ? null : new Diagnosis(category.summary(), category.hint()),
        startedAt,
        millis,
        null,
        null,
        new Request("POST", "https://" + host + "/orders", Map.of()),
        null,
        outcome == Outcome.RETRYING ? startedAt.plusSeconds(3_600) : null,
        null,
        startedAt,
        null);
  }

  /** Returns when all of it is stored and counted. */
  void publish(Instant from, Instant to) {
    results.forEach(console::publish);
    ExecutionLog log = console.bean(ExecutionLog.class);
    Figures figures = console.bean(Figures.class);
    await().atMost(SOON).until(() -> log.count(account, ExecutionFilter.ALL) == results.size());
    await()
        .atMost(SOON)
        .until(() ->
            figures.read(FiguresQuery.of(account, from, to)).series().getFirst().results()
                == results.size());
  }
}
