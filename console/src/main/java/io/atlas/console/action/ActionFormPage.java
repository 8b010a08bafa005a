package io.atlas.console.action;

import io.atlas.console.connection.ConnectionChoices;
import io.atlas.console.connection.ConnectionPanel;
import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.ActionTemplate;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.document.Document;
import io.atlas.console.document.Seen.Difference;
import io.atlas.console.frame.Bidi;
import io.atlas.console.frame.FormProblems;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.template.BodyFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;
import org.springframework.web.server.ResponseStatusException;

/** The page with the form for one action. */
@Component
class ActionFormPage {

  /** What a connection is searched by, where there are too many to list. */
  private static final String CONNECTION_SEARCH = "connectionSearch";

  private final Actions actions;
  private final ConnectionChoices choices;

  ActionFormPage(Actions actions, ConnectionChoices choices) {
    this.actions = actions;
    this.choices = choices;
  }

  /**
   * What the page shows.
   *
   * @param action null for a new one
   * @param panel for a new connection; null where it is closed
   * @param stored a connection that was saved just now
   * @param refused why the action was not saved; null where nobody tried
   * @param conflict what somebody else saved meanwhile
   */
  record Shown(
      @Nullable Action action,
      ActionForm form,
      @Nullable ConnectionPanel panel,
      @Nullable Connection stored,
      FormProblems problems,
      @Nullable String refused,
      List<Difference> conflict) {

    static Shown of(@Nullable Action action, ActionForm form) {
      return new Shown(action, form, null, null, new FormProblems(), null, List.of());
    }

    Shown withPanel(@Nullable ConnectionPanel next) {
      return new Shown(action, form, next, stored, problems, refused, conflict);
    }

    Shown withStored(@Nullable Connection next) {
      return new Shown(action, form, panel, next, problems, refused, conflict);
    }

    Shown refusing(FormProblems found, String why) {
      return new Shown(action, form, panel, stored, found, why, conflict);
    }
  }

  String page(Model model, Shown shown) {
    Action action = shown.action();
    ActionForm form = shown.form();
    FormProblems problems = shown.problems();
    model.addAttribute("title", action == null ? "New action" : Bidi.isolated(action.name()));
    model.addAttribute("action", action);
    model.addAttribute("form", form.shownAgain());
    model.addAttribute("panel", shown.panel());
    model.addAttribute("stored", shown.stored());
    model.addAttribute("problems", problems);
    model.addAttribute("conflict", shown.conflict());
    if (shown.refused() != null) {
      model.addAttribute("refused", shown.refused());
    }
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

  ActionTemplate template(String id) {
    return actions
        .template(id)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  /** What a form is laid over: the saved action, the template, or what every action begins with. */
  Document base(@Nullable Document saved, ActionForm form) {
    if (saved != null) {
      return saved;
    }
    String template = form.template();
    return template == null ? ActionForm.scratch() : template(template).action();
  }

  /** Those of a request, and the one that the action has, whatever it is. */
  private static List<String> methods(ActionForm form) {
    String own = form.of(ActionField.METHOD.param());
    return own.isEmpty() || ActionDefinition.METHODS.contains(own)
        ? ActionDefinition.METHODS
        : Stream.concat(ActionDefinition.METHODS.stream(), Stream.of(own)).toList();
  }
}
