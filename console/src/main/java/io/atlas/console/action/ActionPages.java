package io.atlas.console.action;

import io.atlas.console.action.ActionFormPage.Shown;
import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.ActionTemplate;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Answer;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.document.Document;
import io.atlas.console.frame.Redirect;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.model.event.EventJson;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The list of actions, and the form for one. */
@Controller
@RequestMapping("/actions")
class ActionPages {

  private static final Logger log = LoggerFactory.getLogger(ActionPages.class);

  /** Outcomes shown a line. */
  private static final int TRAIL = 20;

  private final Actions actions;
  private final Connections connections;
  private final ActionFormPage forms;
  private final ExecutionLog executions;

  ActionPages(
      Actions actions, Connections connections, ActionFormPage forms, ExecutionLog executions) {
    this.actions = actions;
    this.connections = connections;
    this.forms = forms;
    this.executions = executions;
  }

  @GetMapping
  String list(
      Person person,
      @RequestParam(required = false) @Nullable String q,
      @RequestParam(defaultValue = "false") boolean flagged,
      @RequestParam(required = false) @Nullable String connection,
      Model model) {
    List<Action> all = actions.list();
    List<Connection> saved = connections.list();
    Map<String, String> names =
        saved.stream().collect(Collectors.toMap(Connection::id, Connection::name));
    Map<String, List<Execution>> latest = latest(person, all);
    List<ActionRow> rows =
        all.stream()
            .map(action ->
                new ActionRow(
                    action,
                    names.get(action.authentication().connectionId()),
                    latest.getOrDefault(action.id(), List.of())))
            .filter(row -> row.matches(q, flagged, connection))
            .toList();
    model.addAttribute("rows", rows);
    model.addAttribute("none", all.isEmpty());
    model.addAttribute("connections", saved);
    model.addAttribute("q", q);
    model.addAttribute("flagged", flagged);
    model.addAttribute("chosenConnection", connection);
    return "console/actions";
  }

  /** The list is worth showing while the history is away. */
  private Map<String, List<Execution>> latest(Person person, List<Action> all) {
    try {
      return executions.latest(person.accountId(), all.stream().map(Action::id).toList(), TRAIL);
    } catch (DataAccessException away) {
      log.warn("the history can't be read: {}", away.toString());
      return Map.of();
    }
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
        template == null
            ? ActionForm.fromScratch()
            : ActionForm.fromTemplate(forms.template(template));
    return forms.page(model, Shown.of(null, form));
  }

  @GetMapping("/{id}")
  String edit(@PathVariable String id, Model model) {
    Document saved = actions.document(id);
    return forms.page(model, Shown.of(saved.as(Action.class), ActionForm.editing(saved)));
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
}
