package io.atlas.console.connection;

import io.atlas.console.connection.ConnectionForms.Saved;
import io.atlas.console.connection.ConnectionList.Asked;
import io.atlas.console.connection.ConnectionPanel.Outcome;
import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.controlplane.Response;
import io.atlas.console.controlplane.TestResult;
import io.atlas.console.document.Document;
import io.atlas.console.frame.Bidi;
import io.atlas.console.frame.Redirect;
import io.atlas.console.frame.TypedForm;
import io.atlas.console.health.ConnectionHealth;
import io.atlas.console.identity.Person;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Account &gt; Connections. */
@Controller
@RequestMapping(ConnectionPages.LIST_PATH)
class ConnectionPages {

  static final String LIST_PATH = "/account/connections";
  private static final String LIST = Redirect.to("account", "connections");

  private static final String CHOOSE = LIST_PATH + "/choose-provider";

  private final Connections connections;
  private final ConnectionList list;
  private final ConnectionChoices choices;
  private final ConnectionForms forms;
  private final ConnectionHealth health;

  ConnectionPages(
      Connections connections,
      ConnectionList list,
      ConnectionChoices choices,
      ConnectionForms forms,
      ConnectionHealth health) {
    this.connections = connections;
    this.list = list;
    this.choices = choices;
    this.forms = forms;
    this.health = health;
  }

  @GetMapping
  String list(
      @RequestParam(required = false) @Nullable String q,
      @RequestParam(required = false) @Nullable String status,
      @RequestParam(required = false) @Nullable String host,
      @RequestParam(required = false) @Nullable String secretExpiresBefore,
      @RequestParam(required = false) @Nullable String sort,
      @RequestParam(required = false) @Nullable String cursor,
      Model model) {
    return list.show(new Asked(q, status, host, secretExpiresBefore, sort, cursor), model);
  }

  @GetMapping("/new")
  String add(Model model) {
    return form(model, forms.open(ConnectionForm.EMPTY));
  }

  @PostMapping("/new")
  String create(TypedForm typed, RedirectAttributes after, Model model) {
    return switch (forms.create(form(typed), once(typed))) {
      case Saved.Stored(Connection stored) -> {
        after.addFlashAttribute(
            "done", "Saved “" + Bidi.isolated(stored.name()) + "”: the provider gave a token.");
        yield LIST;
      }
      case Saved.NotStored(ConnectionPanel panel) -> form(model, panel);
    };
  }

  @PostMapping("/new/test")
  String test(TypedForm typed, Model model) {
    return form(model, forms.test(form(typed)));
  }

  /** What was typed before, in the form again; nothing is saved. */
  @PostMapping("/restore")
  String restore(
      @RequestParam(required = false) @Nullable String id, TypedForm typed, Model model) {
    Document saved = id == null || id.isBlank() ? null : connections.document(id);
    if (saved != null) {
      model.addAttribute("users", connections.usersOf(String.valueOf(id)));
    }
    return form(model, forms.restored(form(typed), saved));
  }

  /** Fills the form in with what the provider says of itself. */
  @PostMapping("/discover")
  String discover(
      @RequestParam(required = false) @Nullable String id,
      TypedForm typed,
      @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
      Model model) {
    Document saved = id == null || id.isBlank() ? null : connections.document(id);
    String page = form(model, forms.discover(form(typed), saved));
    return htmx == null ? page : "console/connection-fields :: fields(chooser='" + CHOOSE + "')";
  }

  /** Scopes to pick from, once the endpoint is known; for a page with script. */
  @PostMapping("/offer-scopes")
  String offerScopes(TypedForm typed, Model model) {
    form(model, forms.offering(form(typed)));
    return "console/connection-fields :: offered";
  }

  /** Fills the form in for the provider that was chosen. */
  @PostMapping("/choose-provider")
  String choose(
      @RequestParam(required = false) @Nullable String id,
      TypedForm typed,
      @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
      Model model) {
    Document saved = id == null || id.isBlank() ? null : connections.document(id);
    String page = form(model, forms.choose(form(typed), saved));
    return htmx == null ? page : "console/connection-fields :: fields(chooser='" + CHOOSE + "')";
  }

  @GetMapping("/{id}")
  String detail(
      Person person,
      @PathVariable String id,
      @RequestParam(defaultValue = "") String scope,
      Model model) {
    Document saved = connections.document(id);
    model.addAttribute("health", health.of(person, saved));
    return form(model, forms.openSaved(saved, ScopeText.named(scope)));
  }

  @PostMapping("/{id}")
  String change(@PathVariable String id, TypedForm typed, RedirectAttributes after, Model model) {
    Document saved = connections.document(id);
    return switch (forms.change(saved, form(typed), once(typed))) {
      case Saved.Stored(Connection stored) -> {
        after.addFlashAttribute(
            "done",
            "Changed “" + Bidi.isolated(stored.name()) + "”: the provider gave a token for it.");
        yield LIST;
      }
      case Saved.NotStored(ConnectionPanel panel) -> form(model, panel);
    };
  }

  @PostMapping("/{id}/rename")
  String rename(
      @PathVariable String id,
      @RequestParam String name,
      @RequestParam(required = false) @Nullable Long version,
      @RequestParam(defaultValue = "false") boolean sameName,
      RedirectAttributes after) {
    switch (connections.rename(id, version, name.strip(), !sameName)) {
      case Response.Accepted<Connection>(Connection renamed) ->
          after.addFlashAttribute(
              "done", "Renamed to “" + Bidi.isolated(renamed.name()) + "”. Tokens stay.");
      case Response.Refused<Connection>(var problem) when problem.isNameTaken() ->
          // Asked on the page that comes, and done if it is meant.
          after
              .addFlashAttribute("renamingId", id)
              .addFlashAttribute("renamingTo", name.strip())
              .addFlashAttribute("renamingVersion", version == null ? "" : version.toString());
      case Response.Refused<Connection>(var problem) ->
          after.addFlashAttribute(
              "refused",
              "Not renamed to “"
                  + Bidi.isolated(name.strip())
                  + "”: "
                  + (problem.isConflict()
                      ? "somebody else changed the connection meanwhile. Look at it, then rename it"
                          + " again."
                      : Faults.of(problem).inOneLine()));
    }
    return LIST;
  }

  /** Tests the saved settings; the answer stands in the row. */
  @PostMapping("/{id}/test")
  String testSaved(@PathVariable String id, Model model) {
    Response<TestResult> answer = connections.testSaved(id);
    model.addAttribute("testedId", id);
    Outcome outcome = ConnectionForms.outcome(answer);
    model.addAttribute(
        "passed", outcome instanceof Outcome.Passed(TestResult result) ? result : null);
    model.addAttribute("failed", outcome instanceof Outcome.Refused refused ? refused : null);
    return list.showing(id, model);
  }

  @GetMapping("/{id}/delete")
  String confirmDelete(
      @PathVariable String id, @RequestParam(required = false) @Nullable String q, Model model) {
    Connection connection = connections.get(id);
    List<Action.Reference> users = connections.usersOf(id);
    model.addAttribute("connection", connection);
    model.addAttribute("users", users);
    model.addAttribute("choices", choices.of(null, q));
    return "console/connection-delete";
  }

  @PostMapping("/{id}/move-actions")
  String moveActions(@PathVariable String id, @RequestParam String to, RedirectAttributes after) {
    switch (connections.moveActions(id, to)) {
      case Response.Accepted<?> _ ->
          after.addFlashAttribute("done", "The actions use the other connection now.");
      case Response.Refused<?>(var problem) ->
          after.addFlashAttribute("refused", "Not moved: " + Faults.of(problem).inOneLine());
    }
    return Redirect.to("account", "connections", id, "delete");
  }

  @PostMapping("/{id}/delete")
  String delete(@PathVariable String id, RedirectAttributes after) {
    switch (connections.delete(id)) {
      case Response.Accepted<Connections.Deleted>(var deleted) ->
          after.addFlashAttribute("done", deletedText(deleted.flaggedActions()));
      case Response.Refused<Connections.Deleted>(var problem) ->
          after.addFlashAttribute("refused", "Not deleted: " + problem.summary());
    }
    return LIST;
  }

  private static String deletedText(List<Action.Reference> flagged) {
    return flagged.isEmpty()
        ? "Deleted. No action used it."
        : "Deleted. "
            + flagged.size()
            + (flagged.size() == 1 ? " action fails" : " actions fail")
            + " until you switch: "
            + String.join(
                ", ", flagged.stream().map(Action.Reference::name).map(Bidi::isolated).toList())
            + ".";
  }

  /** The fields stand under {@code connection.} in whatever form they are part of. */
  private static ConnectionForm form(TypedForm typed) {
    return ConnectionForm.typed(typed.under("connection"));
  }

  private static String once(TypedForm typed) {
    String once = typed.text("once");
    return once == null ? "" : once;
  }

  private static String form(Model model, ConnectionPanel panel) {
    Connection saved = panel.saved();
    model.addAttribute(
        "title", saved == null ? "New OAuth connection" : Bidi.isolated(saved.name()));
    model.addAttribute("panel", panel);
    return "console/connection-form";
  }
}
