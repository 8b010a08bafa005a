package io.atlas.console.action;

import io.atlas.console.connection.ConnectionChoices;
import io.atlas.console.connection.ConnectionForm;
import io.atlas.console.connection.ConnectionForms;
import io.atlas.console.connection.ConnectionForms.Saved;
import io.atlas.console.connection.ConnectionPanel;
import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.ActionTemplate;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Answer;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.document.Document;
import io.atlas.console.frame.Bidi;
import io.atlas.console.frame.FormProblems;
import io.atlas.console.frame.Redirect;
import io.atlas.console.frame.TypedForm;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.EventJson;
import io.atlas.model.template.BodyFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The form for an action, and what is done with one. */
@Controller
@RequestMapping("/actions")
class ActionPages {

  /** What a connection is searched by, where there are too many to list. */
  private static final String CONNECTION_SEARCH = "connectionSearch";

  private final Actions actions;
  private final ConnectionChoices choices;
  private final ConnectionForms connectionForms;

  ActionPages(Actions actions, ConnectionChoices choices, ConnectionForms connectionForms) {
    this.actions = actions;
    this.choices = choices;
    this.connectionForms = connectionForms;
  }

  @GetMapping("/templates")
  String templates(Model model) {
    model.addAttribute(
        "templates", actions.templates().stream().map(ActionTemplate::shown).toList());
    return "console/action-templates";
  }

  @GetMapping("/new")
  String add(@RequestParam(required = false) @Nullable String template, Model model) {
    ActionForm form =
        template == null ? ActionForm.fromScratch() : ActionForm.fromTemplate(template(template));
    return page(model, null, form, null, new FormProblems());
  }

  @PostMapping("/new")
  String create(TypedForm typed, RedirectAttributes after, Model model) {
    ActionForm form = ActionForm.typed(typed);
    FormProblems problems = new FormProblems();
    Document action = form.over(base(null, form), problems);
    if (!problems.isEmpty()) {
      return page(model, null, form, null, problems);
    }
    return switch (actions.create(action)) {
      case Answer.Accepted<Action>(Action created) -> {
        after.addFlashAttribute(
            "done",
            "Saved “"
                + Bidi.isolated(created.name())
                + "”. Events fire it from now on."
                + warnings(created));
        yield Redirect.to("actions", created.id());
      }
      case Answer.Refused<Action>(var problem) -> {
        ActionProblems.add(problem, problems);
        model.addAttribute("refused", problem.summary());
        yield page(model, null, form, null, problems);
      }
    };
  }

  @GetMapping("/{id}")
  String edit(@PathVariable String id, Model model) {
    Document saved = actions.document(id);
    return page(model, saved.as(Action.class), ActionForm.editing(saved), null, new FormProblems());
  }

  @PostMapping("/{id}")
  String change(@PathVariable String id, TypedForm typed, RedirectAttributes after, Model model) {
    ActionForm form = ActionForm.typed(typed);
    Document saved = actions.document(id);
    Action action = saved.as(Action.class);
    FormProblems problems = new FormProblems();
    Document next = form.over(saved, problems);
    if (!problems.isEmpty()) {
      return page(model, action, form, null, problems);
    }
    Long version = form.version();
    return switch (actions.change(id, version == null ? action.version() : version, next)) {
      case Answer.Accepted<Action>(Action changed) -> {
        after.addFlashAttribute(
            "done", "Saved “" + Bidi.isolated(changed.name()) + "”." + warnings(changed));
        yield Redirect.to("actions", id);
      }
      case Answer.Refused<Action>(var problem) -> {
        ActionProblems.add(problem, problems);
        model.addAttribute(
            "refused",
            problem.status() == HttpStatus.PRECONDITION_FAILED.value()
                ? "Somebody else changed this action meanwhile. Load it again, then repeat your change."
                : problem.summary());
        yield page(model, action, form, null, problems);
      }
    };
  }

  /**
   * A step inside the form that saves no action: opening, closing, testing and saving the panel for
   * a new connection, searching for a saved one, or one more header. Without script the whole page
   * comes back with what was typed; with htmx only the Authentication section, so that the rest
   * stays untouched.
   */
  @PostMapping("/form/{step}")
  String step(
      @PathVariable String step,
      @RequestParam(required = false) @Nullable String id,
      TypedForm typed,
      @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
      Model model) {
    ActionForm form = ActionForm.typed(typed);
    String saved = id == null || id.isBlank() ? null : id;
    ActionForm shown = form;
    ConnectionPanel panel = null;
    switch (step) {
      case "add-oauth-method" -> panel = newConnection(form);
      case "choose-provider" -> {
        panel = connectionForms.choose(form.connection(), null);
        if (htmx != null) {
          model.addAttribute("panel", panel);
          return "console/connection-fields :: fields(chooser='/actions/form/choose-provider')";
        }
      }
      case "test-connection" -> panel = connectionForms.test(form.connection());
      case "save-connection" -> {
        switch (connectionForms.create(form.connection())) {
          case Saved.Stored(Connection stored) -> {
            shown = form.selecting(stored.id());
            model.addAttribute("stored", stored);
          }
          case Saved.NotStored(ConnectionPanel refused) -> panel = refused;
        }
      }
      case "cancel-connection" -> shown = form.selecting(form.authentication());
      case "add-header", "find-connection" -> panel = openPanel(form);
      case "preview" -> {
        model.addAttribute("preview", PreviewView.of(form, base(saved, form), actions));
        if (htmx != null) {
          return "console/action-preview";
        }
        panel = openPanel(form);
      }
      default -> throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    Action action = saved == null ? null : actions.get(saved);
    String view = page(model, action, shown, panel, new FormProblems());
    return htmx == null ? view : view + " :: authentication";
  }

  /**
   * What the form is laid over: the saved action, the template, or what every action begins with.
   */
  private Document base(@Nullable String id, ActionForm form) {
    if (id != null) {
      return actions.document(id);
    }
    String template = form.template();
    return template == null ? ActionForm.scratch() : template(template).action();
  }

  private ConnectionPanel newConnection(ActionForm form) {
    ConnectionForm proposed = form.connection().proposing(form.targetHost());
    String template = form.template();
    if (template == null) {
      return connectionForms.open(proposed);
    }
    ActionTemplate.Shown shown = template(template).shown();
    return connectionForms.open(proposed, shown.provider(), shown.scopes());
  }

  private @Nullable ConnectionPanel openPanel(ActionForm form) {
    return form.addingConnection() ? connectionForms.open(form.connection()) : null;
  }

  @GetMapping("/{id}/delete")
  String confirmDelete(@PathVariable String id, Model model) {
    model.addAttribute("action", actions.get(id));
    return "console/action-delete";
  }

  @PostMapping("/{id}/delete")
  String delete(@PathVariable String id, RedirectAttributes after) {
    switch (actions.delete(id)) {
      case Answer.Accepted<JsonNode> _ -> after.addFlashAttribute("done", "Deleted.");
      case Answer.Refused<JsonNode>(var problem) ->
          after.addFlashAttribute("refused", "Not deleted: " + problem.summary());
    }
    return Redirect.to("actions");
  }

  /** Fires the saved action with the sample input, and goes to what becomes of it. */
  @PostMapping("/{id}/fire")
  String fire(@PathVariable String id, @RequestParam String sample, RedirectAttributes after) {
    JsonNode input;
    try {
      input = EventJson.WRITTEN_BY_PEOPLE.readTree(sample);
    } catch (JacksonException | NumberFormatException unreadable) {
      after.addFlashAttribute("refused", "Not fired: the sample input is not valid JSON.");
      return Redirect.to("actions", id);
    }
    return switch (actions.fire(id, input)) {
      case Answer.Accepted<Actions.Fired>(var fired) ->
          Redirect.to("executions", fired.executionId());
      case Answer.Refused<Actions.Fired>(var problem) -> {
        after.addFlashAttribute("refused", "Not fired: " + problem.summary());
        yield Redirect.to("actions", id);
      }
    };
  }

  private ActionTemplate template(String id) {
    return actions
        .template(id)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  private static String warnings(Action saved) {
    return saved.warnings().stream()
        .map(warning -> " Note: the " + warning.field() + " " + warning.message() + ".")
        .collect(Collectors.joining());
  }

  private String page(
      Model model,
      @Nullable Action action,
      ActionForm form,
      @Nullable ConnectionPanel panel,
      FormProblems problems) {
    model.addAttribute("title", action == null ? "New action" : Bidi.isolated(action.name()));
    model.addAttribute("action", action);
    model.addAttribute("form", form.shownAgain());
    model.addAttribute("panel", panel);
    model.addAttribute("problems", problems);
    model.addAttribute("methods", methods(form));
    model.addAttribute("bodyFormats", BodyFormat.values());
    List<ActionField> delivery = ActionField.delivery();
    model.addAttribute("delivery", delivery);
    model.addAttribute(
        "deliveryAtFault", delivery.stream().anyMatch(field -> problems.has(field.param())));
    String template = form.template();
    model.addAttribute("template", template == null ? null : template(template).shown());
    String chosen = form.authentication();
    model.addAttribute(
        "choices",
        choices.of(
            ActionField.NO_AUTHENTICATION.equals(chosen) ? null : chosen,
            form.of(CONNECTION_SEARCH)));
    return "console/action-form";
  }

  /** Those of a request, and the one that the action has, whatever it is. */
  private static List<String> methods(ActionForm form) {
    String own = form.of(ActionField.METHOD.param());
    return own.isEmpty() || ActionDefinition.METHODS.contains(own)
        ? ActionDefinition.METHODS
        : Stream.concat(ActionDefinition.METHODS.stream(), Stream.of(own)).toList();
  }
}
