package io.atlas.console;

import static org.awaitility.Awaitility.await;

import io.atlas.console.history.ExecutionFilter;
import io.atlas.console.history.ExecutionLog;
import io.atlas.model.event.ExecutionIds;
import io.atlas.model.event.FailureCategory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Events of an account that failed for good, on the topics and in the history.
 *
 * @param action whose they are
 */
record DeadEvents(String account, String action) {

  private static final Duration SOON = Duration.ofSeconds(30);

  List<String> dead(RunningConsole at, int count, String input) {
    return dead(at, count, input, action);
  }

  List<String> dead(RunningConsole at, int count, String input, String of) {
    List<String> ids = new ArrayList<>();
    Instant start = Instant.now().minusSeconds(count);
    for (int i = 0; i < count; i++) {
      String id = UUID.randomUUID().toString();
      at.publish(Results.deadLetter(at.kafka, of, id, input, 0));
      at.publish(
          Results.failed(account, of, id, 1, FailureCategory.FORBIDDEN, start.plusSeconds(i)));
      ids.add(id);
    }
    awaitLetters(at, ids);
    return ids;
  }

  static void awaitLetters(RunningConsole at, List<String> ids) {
    JdbcClient database = JdbcClient.create(at.bean(DataSource.class));
    await()
        .atMost(SOON)
        .until(() ->
            database
                    .sql("SELECT count(*) FROM dead_letter WHERE execution_id = ANY (:ids)")
                    .param("ids", ids.toArray(String[]::new))
                    .query(Integer.class)
                    .single()
                == ids.size());
  }

  void stored(RunningConsole at, int rows) {
    ExecutionLog log = at.bean(ExecutionLog.class);
    await().atMost(SOON).until(() -> log.count(account, ExecutionFilter.ALL) == rows);
  }

  /** As a worker reports a replay's end. */
  void ended(RunningConsole at, String of, boolean succeeded) {
    String replay = ExecutionIds.ofReplay(of, 1);
    at.publish(
        succeeded
            ? Results.succeeded(account, action, replay, 1, Instant.now())
            : Results.failed(account, action, replay, 1, FailureCategory.FORBIDDEN, Instant.now()));
  }
}
