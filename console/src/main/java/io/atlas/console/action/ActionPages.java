package io.atlas.console.action;

import io.atlas.console.action.ActionFormPage.Shown;
import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.ActionTemplate;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Response;
import io.atlas.console.document.Document;
import io.atlas.console.frame.Redirect;
import io.atlas.model.event.EventJson;
import org.jspecify.annotations.Nullable;
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

/** The form for an action, and what is done with one. */
@Controller
@RequestMapping("/actions")
class ActionPages {

  private final Actions actions;
  private final ActionFormPage forms;

  ActionPages(Actions actions, ActionFormPage forms) {
    this.actions = actions;
    this.forms = forms;
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
      case Response.Accepted<JsonNode> _ -> after.addFlashAttribute("done", "Deleted.");
      case Response.Refused<JsonNode>(var problem) ->
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
      case Response.Accepted<Actions.Fired>(var fired) ->
          Redirect.to("executions", fired.executionId());
      case Response.Refused<Actions.Fired>(var problem) -> {
        after.addFlashAttribute("refused", "Not fired: " + problem.summary());
        yield Redirect.to("actions", id);
      }
    };
  }
}
