package io.atlas.console.start;

import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.controlplane.Problem;
import io.atlas.console.controlplane.Response;
import io.atlas.console.frame.FormProblems;
import io.atlas.console.frame.Redirect;
import io.atlas.console.frame.TypedForm;
import io.atlas.model.event.ActionDefinition;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.JsonNode;

/**
 * One page, one button: saves a connection, saves an action that uses it, and fires an event. What
 * was done stays done where a later step is refused; the page goes on from there.
 */
@Controller
@RequestMapping("/start")
class StartPages {

  /** What the API calls the fields of this page. */
  private static final Set<String> FIELDS =
      Set.of(
          "tokenEndpoint", "clientId", "clientSecret", "scopes", "method", "url", "body", "input");

  private static final Map<String, String> LABELS =
      Map.of(
          "tokenEndpoint", "Token Endpoint",
          "clientId", "Client ID",
          "clientSecret", "Client Secret",
          "scopes", "Scopes",
          "method", "Method",
          "url", "URL",
          "body", "Body",
          "input", "The event’s input");

  private final Connections connections;
  private final Actions actions;

  StartPages(Connections connections, Actions actions) {
    this.connections = connections;
    this.actions = actions;
  }

  @GetMapping
  String start(Model model) {
    return page(model, StartForm.EMPTY, new FormProblems(), null);
  }

  @PostMapping
  String saveAndFire(TypedForm typed, RedirectAttributes after, Model model) {
    StartForm form = StartForm.typed(typed);
    FormProblems problems = new FormProblems();
    form.check(problems);
    JsonNode input = form.input(problems);
    if (input == null || !problems.isEmpty()) {
      return page(model, form, problems, null);
    }
    if (form.wantsToken()) {
      switch (connections.create(form.connection(), form.of("once"), false)) {
        case Response.Accepted<Connection>(Connection saved) -> form = form.connected(saved.id());
        case Response.Refused<Connection>(Problem problem) -> {
          return page(model, form, noted(problem), problem);
        }
      }
    }
    return switch (actions.create(form.action(), form.of("once"))) {
      case Response.Refused<Action>(Problem problem) -> page(model, form, noted(problem), problem);
      case Response.Accepted<Action>(Action saved) -> fire(saved, input, after);
    };
  }

  private String fire(Action saved, JsonNode input, RedirectAttributes after) {
    return switch (actions.fire(saved.id(), input)) {
      case Response.Accepted<Actions.Fired>(Actions.Fired fired) -> {
        after.addFlashAttribute(
            "done", "Saved and fired. From now on every event for this action does the same.");
        yield Redirect.to("executions", fired.executionId());
      }
      case Response.Refused<Actions.Fired>(Problem problem) -> {
        after.addFlashAttribute("refused", "Saved, but not fired: " + problem.summary());
        yield Redirect.to("actions", saved.id());
      }
    };
  }

  private static FormProblems noted(Problem problem) {
    FormProblems problems = new FormProblems();
    problem
        .errors()
        .forEach(error -> {
          String field = error.field().split("[.\\[]")[0];
          if (FIELDS.contains(field)) {
            problems.add(field, LABELS.get(field) + " " + error.message());
          }
        });
    if ("CREDENTIALS".equals(problem.code())) {
      problems.add("clientSecret", "Check Client ID and Client Secret");
    }
    return problems;
  }

  private static String page(
      Model model, StartForm form, FormProblems problems, @Nullable Problem refused) {
    model.addAttribute("form", form);
    model.addAttribute("problems", problems);
    model.addAttribute("refusal", refused);
    model.addAttribute("methods", ActionDefinition.METHODS);
    return "console/start";
  }
}
