package io.atlas.console.action;

import io.atlas.console.action.ActionFormPage.Shown;
import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.ActionVersions;
import io.atlas.console.controlplane.ActionVersions.Saved;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.document.Document;
import io.atlas.console.document.Seen.Difference;
import io.atlas.console.frame.Bidi;
import io.atlas.console.identity.Person;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;

/** What an action was, beside what it is, and the form to save it so again. */
@Controller
@RequestMapping("/actions/{id}/versions/{number}")
class ActionVersionPages {

  private final Actions actions;
  private final ActionVersions versions;
  private final Connections connections;
  private final ActionFormPage forms;

  ActionVersionPages(
      Actions actions, ActionVersions versions, Connections connections, ActionFormPage forms) {
    this.actions = actions;
    this.versions = versions;
    this.connections = connections;
    this.forms = forms;
  }

  @GetMapping
  String version(Person person, @PathVariable String id, @PathVariable String number, Model model) {
    Document present = actions.document(id);
    Saved earlier = earlier(id, number);
    List<Difference> differences = ActionForm.between(earlier.action(), present);
    List<Difference> whole = ActionForm.whole(earlier.action());
    Action action = present.as(Action.class);
    model.addAttribute("title", "Version " + number + " of " + Bidi.isolated(action.name()));
    model.addAttribute("action", action);
    model.addAttribute("number", number);
    model.addAttribute("version", PastVersion.of(earlier.version()));
    model.addAttribute("differences", inWords(differences));
    model.addAttribute("whole", inWords(whole));
    model.addAttribute("mayWrite", person.mayWrite());
    return "console/action-version";
  }

  @GetMapping("/edit")
  String edit(@PathVariable String id, @PathVariable String number, Model model) {
    Document present = actions.document(id);
    ActionForm form = ActionForm.restoring(present, earlier(id, number).action());
    model.addAttribute("restoring", number);
    return forms.page(model, Shown.of(present.as(Action.class), form));
  }

  private Saved earlier(String id, String number) {
    try {
      return versions
          .find(id, Long.parseLong(number))
          .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    } catch (NumberFormatException noNumber) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, null, noNumber);
    }
  }

  /** As the form says it: names of connections, and switches that are on or off. */
  private List<Difference> inWords(List<Difference> differences) {
    Set<String> ids =
        differences.stream()
            .filter(each -> each.name().equals(ActionField.AUTHENTICATION.param()))
            .flatMap(each -> Stream.of(each.mine(), each.theirs()))
            .filter(id -> !id.isEmpty() && !id.equals(ActionField.NO_AUTHENTICATION))
            .collect(Collectors.toUnmodifiableSet());
    Map<String, Connection> known = connections.among(ids);
    return differences.stream()
        .map(each ->
            new Difference(
                each.name(),
                each.label(),
                words(each.name(), each.mine(), known),
                words(each.name(), each.theirs(), known),
                false))
        .toList();
  }

  private static String words(String field, String text, Map<String, Connection> known) {
    if (field.equals(ActionField.AUTHENTICATION.param())) {
      if (text.isEmpty() || text.equals(ActionField.NO_AUTHENTICATION)) {
        return "None";
      }
      Connection connection = known.get(text);
      return connection == null ? "A connection that is deleted (" + text + ")" : connection.name();
    }
    boolean flag =
        field.equals(ActionField.ENABLED.param())
            || field.equals(ActionField.HIDE_REQUEST_BODY.param());
    return flag ? text.equals("true") ? "On" : "Off" : text;
  }
}
