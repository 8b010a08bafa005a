package io.atlas.console.action;

import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.ActionVersions;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Changes;
import io.atlas.console.controlplane.Problem;
import io.atlas.console.controlplane.Response;
import io.atlas.console.document.Document;
import io.atlas.console.frame.Bidi;
import io.atlas.console.frame.Redirect;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.model.event.EventJson;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/** How an action fares, who changed it, and the switches that need no form. */
@Controller
@RequestMapping("/actions/{id}")
class ActionHealthPages {

  private static final int LATEST = 20;
  private static final int RETRIES = 10;

  /** What is not to be copied. */
  private static final List<String> OF_ONE_ALONE =
      List.of("id", "version", "flags", "warnings", "createdAt", "updatedAt");

  private static final Duration RECENT = Duration.ofDays(7);

  private final Actions actions;
  private final ActionVersions versions;
  private final Changes changes;
  private final ExecutionLog executions;
  private final Clock clock;

  ActionHealthPages(
      Actions actions,
      ActionVersions versions,
      Changes changes,
      ExecutionLog executions,
      Clock clock) {
    this.actions = actions;
    this.versions = versions;
    this.changes = changes;
    this.executions = executions;
    this.clock = clock;
  }

  @GetMapping("/health")
  String health(Person person, @PathVariable String id, Model model) {
    Action action = actions.get(id);
    String account = person.accountId();
    List<Execution> latest =
        executions.latest(account, List.of(id), LATEST).getOrDefault(id, List.of());
    model.addAttribute("title", Bidi.isolated(action.name()));
    model.addAttribute("action", action);
    model.addAttribute("latest", latest);
    model.addAttribute("trail", latest.reversed());
    model.addAttribute(
        "failures", executions.failuresOf(account, id, clock.instant().minus(RECENT)));
    model.addAttribute("retries", executions.nextRetries(account, id, RETRIES));
    model.addAttribute("versions", PastVersion.of(versions.of(id), changes.of(id)));
    model.addAttribute("mayWrite", person.mayWrite());
    return "console/action-health";
  }

  @PostMapping("/pause")
  String pause(Person person, @PathVariable String id, RedirectAttributes after) {
    return enable(
        person,
        id,
        false,
        "Paused. Its events are held, each for as long as “Give up after” says, and run once you"
            + " resume it.",
        after);
  }

  @PostMapping("/resume")
  String resume(Person person, @PathVariable String id, RedirectAttributes after) {
    return enable(person, id, true, "Resumed. Events that were held run now.", after);
  }

  private String enable(
      Person person, String id, boolean enabled, String done, RedirectAttributes after) {
    mayWrite(person);
    Document saved = actions.document(id);
    Document next = saved.copy();
    next.put("enabled", BooleanNode.valueOf(enabled));
    switch (actions.change(id, saved.as(Action.class).version(), next)) {
      case Response.Accepted<Action> _ -> after.addFlashAttribute("done", done);
      case Response.Refused<Action>(var problem) ->
          after.addFlashAttribute("refused", said(problem));
    }
    return Redirect.to("actions", id, "health");
  }

  /** A paused copy; secret values can't be read, so a copy has none. */
  @PostMapping("/duplicate")
  String duplicate(
      Person person,
      @PathVariable String id,
      @RequestParam(defaultValue = "") String once,
      RedirectAttributes after) {
    mayWrite(person);
    Document saved = actions.document(id);
    ObjectNode copy = (ObjectNode) saved.copy().json();
    copy.remove(OF_ONE_ALONE);
    String name = saved.text("name");
    copy.put("name", name.length() > 190 ? name.substring(0, 190) + " copy" : name + " copy");
    copy.put("enabled", false);
    List<String> without = dropSecrets(copy);
    return switch (actions.create(Document.of(copy), once)) {
      case Response.Accepted<Action>(Action made) -> {
        after.addFlashAttribute(
            "done",
            "This is a copy of “"
                + Bidi.isolated(name)
                + "”, which is paused until you enable it."
                + (without.isEmpty()
                    ? ""
                    : " Secret values are not copied; add "
                        + String.join(", ", without.stream().map(Bidi::isolated).toList())
                        + " again."));
        yield Redirect.to("actions", made.id());
      }
      case Response.Refused<Action>(var problem) -> {
        after.addFlashAttribute("refused", said(problem));
        yield Redirect.to("actions", id, "health");
      }
    };
  }

  /** Returns the names of the headers that went. */
  private static List<String> dropSecrets(ObjectNode action) {
    List<String> dropped = new ArrayList<>();
    if (action.get("headers") instanceof ArrayNode headers) {
      ArrayNode kept = EventJson.MAPPER.createArrayNode();
      for (JsonNode header : headers) {
        if (header.path("secret").asBoolean(false)) {
          dropped.add(header.path("name").asString(""));
        } else {
          kept.add(header);
        }
      }
      action.set("headers", kept);
    }
    return dropped;
  }

  private static String said(Problem problem) {
    return problem.status() == 412
        ? "Somebody else changed this action at the same moment. Try again."
        : "Not done: " + problem.summary();
  }

  private static void mayWrite(Person person) {
    if (!person.mayWrite()) {
      throw new AccessDeniedException("changing actions needs the scope atlas.write");
    }
  }
}
