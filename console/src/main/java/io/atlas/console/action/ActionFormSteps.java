package io.atlas.console.action;

import io.atlas.console.action.ActionFormPage.Shown;
import io.atlas.console.action.ActionSaving.Outcome;
import io.atlas.console.connection.ConnectionForm;
import io.atlas.console.connection.ConnectionForms;
import io.atlas.console.connection.ConnectionForms.Saved;
import io.atlas.console.connection.ConnectionPanel;
import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.ActionTemplate;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.document.Document;
import io.atlas.console.frame.Bidi;
import io.atlas.console.frame.Redirect;
import io.atlas.console.frame.TypedForm;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What the buttons of an action's form do. */
@Controller
@RequestMapping("/actions")
class ActionFormSteps {

  private final Actions actions;
  private final ActionFormPage forms;
  private final ActionSaving saving;
  private final ConnectionForms connectionForms;

  ActionFormSteps(
      Actions actions, ActionFormPage forms, ActionSaving saving, ConnectionForms connectionForms) {
    this.actions = actions;
    this.forms = forms;
    this.saving = saving;
    this.connectionForms = connectionForms;
  }

  @PostMapping("/new")
  String create(TypedForm typed, RedirectAttributes after, Model model) {
    return saved(saving.save(null, ActionForm.typed(typed)), after, model);
  }

  @PostMapping("/{id}")
  String change(@PathVariable String id, TypedForm typed, RedirectAttributes after, Model model) {
    return saved(saving.save(actions.document(id), ActionForm.typed(typed)), after, model);
  }

  private String saved(Outcome outcome, RedirectAttributes after, Model model) {
    return switch (outcome) {
      case Outcome.NotDone(Shown shown) -> forms.page(model, shown);
      case Outcome.Done(Action action, Connection connection) -> {
        after.addFlashAttribute(
            "done",
            "Saved “"
                + Bidi.isolated(action.name())
                + "”"
                + (connection == null
                    ? ""
                    : " and the connection “"
                        + Bidi.isolated(connection.name())
                        + "”, which it uses")
                + (action.version() > 1 ? "." : ". Events fire it from now on.")
                + warnings(action));
        yield Redirect.to("actions", action.id());
      }
    };
  }

  private static String warnings(Action saved) {
    return ActionProblems.words(saved.warnings()).stream()
        .map(words -> " Note: " + words + ".")
        .collect(Collectors.joining());
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
    ActionForm asTyped = ActionForm.typed(typed);
    Document saved = id == null || id.isBlank() ? null : actions.document(id);
    ActionForm form = asTyped.followed(forms.base(saved, asTyped));
    Action action = saved == null ? null : saved.as(Action.class);
    Shown shown = Shown.of(action, form);
    switch (step) {
      case "restore" -> {
        return forms.page(model, shown.withPanel(openPanel(form)));
      }
      case "choose-provider" -> {
        ConnectionPanel panel = connectionForms.choose(form.connection(), null);
        if (htmx != null) {
          model.addAttribute("panel", panel);
          return "console/connection-fields :: fields(chooser='/actions/form/choose-provider')";
        }
        shown = shown.withPanel(panel);
      }
      case "discover" -> {
        ConnectionPanel panel = connectionForms.discover(form.connection(), null);
        if (htmx != null) {
          model.addAttribute("panel", panel);
          return "console/connection-fields :: fields(chooser='/actions/form/choose-provider')";
        }
        shown = shown.withPanel(panel);
      }
      case "preview" -> {
        model.addAttribute("preview", PreviewView.of(form, forms.base(saved, form), actions));
        if (htmx != null) {
          model.addAttribute("sample", form.of("sample"));
          return "console/action-preview";
        }
        shown = shown.withPanel(openPanel(form));
      }
      case "test-fire" -> {
        model.addAttribute("fired", TestFireView.of(form, saved, forms.base(saved, form), actions));
        if (htmx != null) {
          return "console/test-fire";
        }
        shown = shown.withPanel(openPanel(form));
      }
      case "add-oauth-method" -> shown = shown.withPanel(newConnection(form));
      case "test-connection" -> shown = shown.withPanel(connectionForms.test(form.connection()));
      case "save-connection" ->
          shown =
              switch (connectionForms.create(
                  form.connection(), form.once() + ConnectionForms.OF_ACTION)) {
                case Saved.Stored(Connection stored) ->
                    Shown.of(action, form.selecting(stored.id())).withStored(stored);
                case Saved.NotStored(ConnectionPanel refused) -> shown.withPanel(refused);
              };
      case "cancel-connection" -> shown = Shown.of(action, form.selecting(form.authentication()));
      case "add-header", "find-connection" -> shown = shown.withPanel(openPanel(form));
      default -> throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    String view = forms.page(model, shown);
    return htmx == null ? view : view + " :: authentication";
  }

  private ConnectionPanel newConnection(ActionForm form) {
    ConnectionForm proposed = form.connection().proposing(form.targetHost());
    String template = form.template();
    if (template == null) {
      return connectionForms.open(proposed);
    }
    ActionTemplate.Shown shown = forms.template(template).shown();
    return connectionForms.open(proposed, shown.provider(), shown.scopes());
  }

  private @Nullable ConnectionPanel openPanel(ActionForm form) {
    return form.addingConnection() ? connectionForms.open(form.connection()) : null;
  }
}
