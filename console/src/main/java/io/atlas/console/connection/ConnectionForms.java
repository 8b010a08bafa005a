package io.atlas.console.connection;

import io.atlas.console.connection.ConnectionPanel.Outcome;
import io.atlas.console.controlplane.Answer;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.controlplane.TestResult;
import io.atlas.console.document.Document;
import io.atlas.console.frame.FormProblems;
import io.atlas.model.provider.Provider;
import java.util.List;
import java.util.function.Function;
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

  /**
   * For a new connection, filled in for a provider.
   *
   * @param provider a preset's id; null for none
   * @param scopes to ask for
   */
  public ConnectionPanel open(ConnectionForm form, @Nullable String provider, List<String> scopes) {
    ConnectionForm chosen = form;
    if (provider != null) {
      chosen = filled(form.with("provider", provider), null);
    }
    if (!scopes.isEmpty()) {
      chosen = chosen.with("scopes", String.join(" ", scopes));
    }
    return open(chosen);
  }

  ConnectionPanel openSaved(Document saved) {
    ConnectionForm form = ConnectionForm.showing(saved, preset(saved.text("provider")));
    return panel(
        form.of(ConnectionForm.HOSTS).isBlank() ? form.withAnyHost() : form,
        saved,
        Outcome.UNTRIED);
  }

  /** Fills in what is known of the provider that was chosen. */
  public ConnectionPanel choose(ConnectionForm form, @Nullable Document saved) {
    return panel(filled(form, saved), saved, Outcome.UNTRIED);
  }

  /** Tests what was typed. */
  public ConnectionPanel test(ConnectionForm form) {
    if (form.awaitsFilling()) {
      return panel(filled(form, null), null, Outcome.FILLED);
    }
    FormProblems problems = new FormProblems();
    Document typed = typed(form, null, problems);
    Outcome outcome =
        problems.isEmpty() ? outcome(connections.test(typed)) : Faults.unreadable(problems);
    return panel(form, null, outcome);
  }

  public Saved create(ConnectionForm form) {
    return save(form, null, connections::create);
  }

  /** An empty Client Secret keeps the stored one. */
  Saved change(Document saved, ConnectionForm form) {
    Long seen = form.version();
    Connection shown = saved.as(Connection.class);
    return save(
        form,
        saved,
        next -> connections.change(shown.id(), seen == null ? shown.version() : seen, next));
  }

  private Saved save(
      ConnectionForm form,
      @Nullable Document saved,
      Function<Document, Answer<Connection>> attempt) {
    if (form.awaitsFilling()) {
      return new Saved.NotStored(panel(filled(form, saved), saved, Outcome.FILLED));
    }
    FormProblems problems = new FormProblems();
    Document next = typed(form, saved, problems);
    RequiredFields.checkHosts(form, problems);
    if (!problems.isEmpty()) {
      return new Saved.NotStored(panel(form, saved, Faults.unreadable(problems)));
    }
    return switch (attempt.apply(next)) {
      case Answer.Accepted<Connection>(Connection stored) -> new Saved.Stored(stored);
      case Answer.Refused<Connection>(var problem) ->
          new Saved.NotStored(panel(form, saved, Faults.of(problem)));
    };
  }

  /** The base, which is what is saved or what the preset says, with what was typed. */
  private Document typed(ConnectionForm form, @Nullable Document saved, FormProblems problems) {
    Provider preset = preset(form.provider());
    Document base = saved == null ? Document.empty() : saved.copy();
    if (!form.provider().equals(base.text("provider"))) {
      Presets.exchange(base, preset(base.text("provider")), preset);
    }
    RequiredFields.check(form, preset, problems);
    return form.over(base, preset, problems);
  }

  private ConnectionForm filled(ConnectionForm form, @Nullable Document saved) {
    Provider before = preset(form.filledFor());
    Provider chosen = preset(form.provider());
    FormProblems unreadable = new FormProblems();
    Document base = saved == null ? Document.empty() : saved;
    Document document = form.over(base, before, unreadable);
    Presets.exchange(document, before, chosen);
    return form.refilled(document, chosen, unreadable);
  }

  private @Nullable Provider preset(String id) {
    return id.isEmpty()
        ? null
        : connections.providers().stream()
            .filter(preset -> preset.id().equals(id))
            .findFirst()
            .orElse(null);
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

  private ConnectionPanel panel(ConnectionForm form, @Nullable Document saved, Outcome outcome) {
    return new ConnectionPanel(
        form.withoutSecrets(),
        connections.providers(),
        saved == null ? null : saved.as(Connection.class),
        outcome);
  }
}
