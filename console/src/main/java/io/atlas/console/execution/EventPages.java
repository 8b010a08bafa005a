package io.atlas.console.execution;

import io.atlas.console.frame.Redirect;
import io.atlas.console.history.ActionNames.Named;
import io.atlas.console.history.DeadLetters.DeadLetter;
import io.atlas.console.history.Events;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.ReplayOutcome;
import io.atlas.console.replay.Replays;
import io.atlas.model.event.EventJson;
import io.atlas.model.kafka.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
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
import tools.jackson.databind.node.NullNode;

/** An execution's event: its input, and the same event with another one. */
@Controller
@RequestMapping("/executions/{id}")
class EventPages {

  /** An event is at most 1 MiB, with its envelope. */
  private static final int LONGEST_INPUT = 1_000_000;

  private final ExecutionLog executions;
  private final Events events;
  private final Replays replays;
  private final Names names;

  EventPages(ExecutionLog executions, Events events, Replays replays, Names names) {
    this.executions = executions;
    this.events = events;
    this.replays = replays;
    this.names = names;
  }

  /** What a person may see of an event. */
  private sealed interface Shown {

    record Input(DeadLetter event) implements Shown {}

    /** The action hides what its requests hold, and the input is what they are made of. */
    record Hidden() implements Shown {}

    record Gone() implements Shown {}
  }

  @GetMapping("/event")
  String event(
      Person person,
      @PathVariable String id,
      @RequestHeader(name = "HX-Target", required = false) @Nullable String target,
      Model model) {
    Execution execution = find(person, id);
    model.addAttribute("id", id);
    show(shown(person, execution), model);
    return "event".equals(target) ? "console/event :: event" : "console/event";
  }

  @GetMapping("/edit")
  String edit(Person person, @PathVariable String id, Model model) {
    mayOperate(person);
    Execution execution = find(person, id);
    show(shown(person, execution), model);
    return page(person, execution, UUID.randomUUID().toString(), model);
  }

  /**
   * @param form names the page that it was typed on: sent twice, it fires once
   */
  @PostMapping("/edit")
  String replayEdited(
      Person person,
      @PathVariable String id,
      @RequestParam String input,
      @RequestParam UUID form,
      RedirectAttributes after,
      Model model) {
    mayOperate(person);
    Execution execution = find(person, id);
    if (!(shown(person, execution) instanceof Shown.Input(DeadLetter event))) {
      return edit(person, id, model);
    }
    String problem = null;
    JsonNode read = NullNode.getInstance();
    try {
      read = EventJson.WRITTEN_BY_PEOPLE.readTree(input);
    } catch (JacksonException | NumberFormatException unreadable) {
      problem = "This is not valid JSON. Correct it and press the button again.";
    }
    if (input.getBytes(StandardCharsets.UTF_8).length > LONGEST_INPUT) {
      problem = "The input is too long: it may have 1,000,000 bytes.";
    }
    if (problem == null) {
      switch (replays.replayEdited(person, execution, event.withInput(read), form.toString())) {
        case ReplayOutcome.Replayed(String executionId, int _) -> {
          after.addFlashAttribute("done", "Fired with your input; this is the new execution.");
          return Redirect.to("executions", executionId);
        }
        case ReplayOutcome.Refused(var _, String detail) -> problem = detail;
      }
    }
    model.addAttribute("input", input);
    model.addAttribute("problem", problem);
    return page(person, execution, form.toString(), model);
  }

  private String page(Person person, Execution execution, String form, Model model) {
    model.addAttribute("id", execution.executionId());
    model.addAttribute("form", form);
    model.addAttribute(
        "action", names.ofAction(person, execution.actionId()).map(Named::name).orElse(null));
    return "console/event-edit";
  }

  private static void show(Shown shown, Model model) {
    switch (shown) {
      case Shown.Input(DeadLetter event) -> {
        JsonNode input = event.event().input();
        model.addAttribute("input", input == null ? "null" : input.toPrettyString());
      }
      case Shown.Hidden _ ->
          model.addAttribute(
              "why", "This action hides its requests, and so the input that they are made of.");
      case Shown.Gone _ ->
          model.addAttribute(
              "why",
              "The event is no longer kept: its topic keeps it for "
                  + Topic.ACTION_FIRED.kept().toDays()
                  + " days.");
    }
  }

  private Shown shown(Person person, Execution execution) {
    Optional<Named> action = names.ofAction(person, execution.actionId());
    if (action.isPresent() && !action.get().keepsBodies()) {
      return new Shown.Hidden();
    }
    return events
        .find(person.accountId(), execution)
        .<Shown>map(Shown.Input::new)
        .orElseGet(Shown.Gone::new);
  }

  private Execution find(Person person, String id) {
    return executions
        .find(person.accountId(), id)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  private static void mayOperate(Person person) {
    if (!person.mayOperate()) {
      throw new AccessDeniedException("replaying needs the scope atlas.operate");
    }
  }
}
