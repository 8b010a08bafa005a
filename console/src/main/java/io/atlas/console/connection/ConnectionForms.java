package io.atlas.console.connection;

import io.atlas.console.connection.ConnectionForm.UnusableFieldException;
import io.atlas.console.connection.ConnectionPanel.Outcome;
import io.atlas.console.controlplane.Answer;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.controlplane.TestResult;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Test and Save of a connection's form, the same wherever the form stands. */
@Component
public class ConnectionForms {

  private final Connections connections;

  ConnectionForms(Connections connections) {
    this.connections = connections;
  }

  /** What came of a Save. */
  public sealed interface Saved {

    /** The provider accepted the credentials, and the connection is stored. */
    record Stored(Connection connection) implements Saved {}

    /** Nothing is stored; the panel says why and keeps what was typed. */
    record NotStored(ConnectionPanel panel) implements Saved {}
  }

  public ConnectionPanel open(ConnectionForm form) {
    return panel(form, null, Outcome.UNTRIED);
  }

  public ConnectionPanel openSaved(Connection saved) {
    return panel(ConnectionForm.of(saved), saved, Outcome.UNTRIED);
  }

  /** Tests what was typed. */
  public ConnectionPanel test(ConnectionForm form) {
    Outcome outcome;
    try {
      outcome = outcome(connections.test(form.draft()));
    } catch (UnusableFieldException unusable) {
      outcome = Faults.unreadable(unusable.field(), String.valueOf(unusable.getMessage()));
    }
    return panel(form, null, outcome);
  }

  public Saved create(ConnectionForm form) {
    return save(form, null, () -> connections.create(form.draft()));
  }

  /** An empty Client Secret keeps the stored one. */
  public Saved change(Connection saved, ConnectionForm form) {
    return save(form, saved, () -> connections.changeCredentials(saved.id(), form.draft()));
  }

  private Saved save(
      ConnectionForm form, @Nullable Connection saved, Supplier<Answer<Connection>> attempt) {
    try {
      return switch (attempt.get()) {
        case Answer.Accepted<Connection>(Connection stored) -> new Saved.Stored(stored);
        case Answer.Refused<Connection>(var problem) ->
            new Saved.NotStored(panel(form, saved, Faults.of(problem)));
      };
    } catch (UnusableFieldException unusable) {
      Outcome outcome = Faults.unreadable(unusable.field(), String.valueOf(unusable.getMessage()));
      return new Saved.NotStored(panel(form, saved, outcome));
    }
  }

  static Outcome outcome(Answer<TestResult> answer) {
    return switch (answer) {
      case Answer.Refused<TestResult>(var problem) -> Faults.of(problem);
      case Answer.Accepted<TestResult>(TestResult result) -> {
        Connection.Failure failure = result.failure();
        yield failure == null ? new Outcome.Passed(result) : Faults.of(failure);
      }
    };
  }

  private ConnectionPanel panel(ConnectionForm form, @Nullable Connection saved, Outcome outcome) {
    return new ConnectionPanel(form.withoutSecrets(), connections.providers(), saved, outcome);
  }
}
