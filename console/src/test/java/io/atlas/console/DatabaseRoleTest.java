package io.atlas.console;

import static org.awaitility.Awaitility.await;

import io.atlas.console.history.ExecutionLog;
import io.atlas.embedded.ServiceRoles;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DatabaseRoleTest {

  @Test
  void theConsoleNeedsNoMoreThanItsOwnSchema() {
    String database = ServiceRoles.freshDatabaseFor("console");
    String account = RunningConsole.freshAccount();
    try (RunningConsole console = RunningConsole.startWithDatabase(database)) {
      console.publish(Results.succeeded(account, "action", "execution", 1, Instant.now()));
      ExecutionLog log = console.bean(ExecutionLog.class);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> log.find(account, "execution").isPresent());
    }
  }
}
