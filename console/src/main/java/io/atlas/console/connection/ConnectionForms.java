package io.atlas.console.connection;

import io.atlas.console.connection.ConnectionPanel.Outcome;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.controlplane.Discovered;
import io.atlas.console.controlplane.Problem;
import io.atlas.console.controlplane.Response;
import io.atlas.console.controlplane.TestResult;
import io.atlas.console.document.Document;
import io.atlas.console.document.Seen.Difference;
import io.atlas.console.frame.FormProblems;
import io.atlas.model.provider.Provider;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Test and Save of a connection's form, the same wherever the form stands. */
@Component
public class ConnectionForms {

  /** What a save within an action's form adds to the form's name for it. */
  public static final String OF_ACTION = "-connection";

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

  /**
   * @param missingScope what an API said was missing; empty for none
   */
  ConnectionPanel openSaved(Document saved, String missingScope) {
    ConnectionForm form =
        SavedForm.of(saved, preset(saved.text("provider")))
            .form()
            .with(ConnectionForm.MISSING_SCOPE, missingScope);
    return panel(
        form.of(ConnectionForm.HOSTS).isBlank() ? form.withAnyHost() : form,
        saved,
        Outcome.UNTRIED);
  }

  /** What was typed earlier, as it was. */
  ConnectionPanel restored(ConnectionForm form, @Nullable Document saved) {
    return panel(form, saved, Outcome.UNTRIED);
  }

  /** Fills in what is known of the provider that was chosen. */
  public ConnectionPanel choose(ConnectionForm form, @Nullable Document saved) {
    return panel(filled(form, saved), saved, Outcome.UNTRIED);
  }

  /** Asks the provider about itself, and fills in what it says. */
  public ConnectionPanel discover(ConnectionForm form, @Nullable Document saved) {
    String typed = form.of(ConnectionForm.ISSUER).strip();
    if (typed.isEmpty()) {
      FormProblems missing = new FormProblems();
      missing.add(ConnectionForm.ISSUER, "Issuer URL is empty: paste any address of the provider");
      return panel(form, saved, Faults.unreadable(missing));
    }
    return switch (connections.discover(typed.contains("://") ? typed : "https://" + typed)) {
      case Response.Accepted<Discovered>(Discovered found) ->
          panel(withFound(form, found), saved, new Outcome.Found(found));
      case Response.Refused<Discovered>(Problem problem) ->
          panel(form, saved, Faults.ofDiscovery(problem));
    };
  }

  private static ConnectionForm withFound(ConnectionForm form, Discovered found) {
    ConnectionForm next =
        form.with("tokenEndpoint", found.tokenEndpoint())
            .with(ConnectionForm.OFFERED, String.join(" ", found.scopes()));
    List<String> methods = found.authMethods();
    return methods.isEmpty() || methods.contains(form.of("authMethod"))
        ? next
        : next.with("authMethod", methods.getFirst());
  }

  /** The scopes that the provider of a token endpoint names; none where it names none. */
  public ConnectionPanel offering(ConnectionForm form) {
    String endpoint = form.of("tokenEndpoint").strip();
    return endpoint.startsWith("http")
            && connections.discover(endpoint)
                instanceof Response.Accepted<Discovered>(Discovered found)
            && endpoint.equals(found.tokenEndpoint())
        ? panel(
            form.with(ConnectionForm.OFFERED, String.join(" ", found.scopes())),
            null,
            Outcome.UNTRIED)
        : panel(form, null, Outcome.UNTRIED);
  }

  /** Tests what was typed. */
  public ConnectionPanel test(ConnectionForm form) {
    if (form.awaitsFilling()) {
      return panel(filled(form, null), null, Outcome.FILLED);
    }
    FormProblems problems = new FormProblems();
    Document typed = typed(form, null, problems);
    Outcome outcome =
        problems.isEmpty() ? outcome(connections.test(typed)) : allFaults(problems, typed);
    return panel(form, null, outcome);
  }

  /**
   * @param once the same for all presses of one button
   */
  public Saved create(ConnectionForm form, String once) {
    boolean minding = !form.meansItsName();
    Attempt attempt = attempt(form, null, next -> connections.create(next, once, minding));
    return attempt.saved().orElseGet(() -> refused(form, null, attempt.problem()));
  }

  /** What was typed, with what is wrong with it as far as the form knows; nothing is asked. */
  public ConnectionPanel looked(ConnectionForm form) {
    FormProblems problems = new FormProblems();
    Document next = typed(form, null, problems);
    RequiredFields.checkHosts(form, problems);
    return panel(form, null, problems.isEmpty() ? Outcome.UNTRIED : allFaults(problems, next));
  }

  /**
   * An empty Client Secret keeps the stored one.
   *
   * @param once names this attempt
   */
  Saved change(Document saved, ConnectionForm typed, String once) {
    String id = saved.text("id");
    ConnectionForm form = SavedForm.of(saved, preset(typed.provider())).chosenIn(typed);
    Attempt first = changed(id, saved, form, once);
    if (!first.isConflict()) {
      return first.saved().orElseGet(() -> refused(form, saved, first.problem()));
    }
    Document now = connections.document(id);
    SavedForm theirs = SavedForm.of(now, preset(form.provider()));
    List<Difference> differences = theirs.beside(form);
    ConnectionForm next = theirs.under(form);
    if (!differences.isEmpty()) {
      return new Saved.NotStored(panel(next, now, new Outcome.Changed(differences)));
    }
    Attempt second = changed(id, now, next, once);
    return second.saved().orElseGet(() -> refused(next, now, second.problem()));
  }

  /**
   * @param saved empty where the connection-service refused it
   */
  private record Attempt(Optional<Saved> saved, Problem problem) {

    private static final Problem NONE = Problem.of(500, "No problem was told.");

    static Attempt of(Saved saved) {
      return new Attempt(Optional.of(saved), NONE);
    }

    boolean isConflict() {
      return saved.isEmpty() && problem.isConflict();
    }
  }

  private Saved refused(ConnectionForm form, @Nullable Document saved, Problem problem) {
    return new Saved.NotStored(
        panel(
            form,
            saved,
            problem.isNameTaken() ? Faults.sameName(form.of("name")) : Faults.of(problem)));
  }

  private Attempt changed(String id, Document saved, ConnectionForm form, String once) {
    Long seen = form.version();
    long version = seen == null ? saved.as(Connection.class).version() : seen;
    return attempt(form, saved, next -> connections.change(id, version, once, next));
  }

  private Attempt attempt(
      ConnectionForm form,
      @Nullable Document saved,
      Function<Document, Response<Connection>> sending) {
    if (form.awaitsFilling()) {
      return Attempt.of(new Saved.NotStored(panel(filled(form, saved), saved, Outcome.FILLED)));
    }
    FormProblems problems = new FormProblems();
    Document next = typed(form, saved, problems);
    RequiredFields.checkHosts(form, problems);
    if (!problems.isEmpty()) {
      return Attempt.of(new Saved.NotStored(panel(form, saved, allFaults(problems, next))));
    }
    return switch (sending.apply(next)) {
      case Response.Accepted<Connection>(Connection stored) -> Attempt.of(new Saved.Stored(stored));
      case Response.Refused<Connection>(var problem) -> new Attempt(Optional.empty(), problem);
    };
  }

  /** What the form found, and what the connection-service says of all other fields. */
  private Outcome.Refused allFaults(FormProblems problems, Document typed) {
    Outcome.Refused found = Faults.unreadable(problems);
    return connections.test(typed) instanceof Response.Refused<TestResult>(Problem problem)
            && !problem.errors().isEmpty()
        ? Faults.with(found, Faults.of(problem))
        : found;
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
    return SavedForm.of(document, chosen).filledInto(form, unreadable);
  }

  private @Nullable Provider preset(String id) {
    return id.isEmpty()
        ? null
        : connections.providers().stream()
            .filter(preset -> preset.id().equals(id))
            .findFirst()
            .orElse(null);
  }

  static Outcome outcome(Response<TestResult> answer) {
    return switch (answer) {
      case Response.Refused<TestResult>(var problem) -> Faults.of(problem);
      case Response.Accepted<TestResult>(TestResult result) -> {
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
