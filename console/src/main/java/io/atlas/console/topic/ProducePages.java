package io.atlas.console.topic;

import io.atlas.console.frame.TypedForm;
import io.atlas.console.history.ActionNames;
import io.atlas.console.history.ActionNames.Owned;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.NewEvents;
import io.atlas.console.replay.NewEvents.Draft;
import io.atlas.console.replay.NewEvents.Fired;
import io.atlas.model.kafka.Topic;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** A new event, made of one that lies on {@code action-fired}. */
@Controller
@RequestMapping("/operations/topics/action-fired/{partition}/{offset}/produce")
class ProducePages {

  private final TopicReading reading;
  private final ActionNames actions;
  private final NewEvents events;

  ProducePages(TopicReading reading, ActionNames actions, NewEvents events) {
    this.reading = reading;
    this.actions = actions;
    this.events = events;
  }

  /** The draft, and what the event's action is called. */
  private record Source(EventDraft draft, @Nullable String actionId) {}

  @GetMapping
  String form(@PathVariable int partition, @PathVariable long offset, Model model) {
    Source source =
        reading
            .at(
                Topic.ACTION_FIRED,
                partition,
                offset,
                record ->
                    new Source(
                        EventDraft.of(record),
                        EventText.actionId(ShownValue.document(record.value()))))
            .stream()
            .findFirst()
            .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    Owned owner = owner(source.actionId());
    boolean hides = owner != null && !owner.keepsBodies();
    model.addAttribute("why", hides ? RecordRow.HIDES : null);
    model.addAttribute("draft", hides ? null : source.draft());
    return page(partition, offset, UUID.randomUUID().toString(), model);
  }

  /**
   * @param form names the page that it was typed on: sent twice, it fires once
   */
  @PostMapping
  String fire(
      Person person,
      @PathVariable int partition,
      @PathVariable long offset,
      @RequestParam UUID form,
      TypedForm typed,
      RedirectAttributes after,
      Model model) {
    EventDraft draft = EventDraft.of(typed);
    return switch (draft.read()) {
      case EventDraft.Read.Usable(Draft event) ->
          fired(person, event, form.toString(), partition, offset, after);
      case EventDraft.Read.Unusable(String problem) -> {
        model.addAttribute("draft", draft);
        model.addAttribute("problem", problem);
        yield page(partition, offset, form.toString(), model);
      }
    };
  }

  private String fired(
      Person person,
      Draft event,
      String form,
      int partition,
      long offset,
      RedirectAttributes after) {
    Owned owner = owner(event.actionId());
    String place = "redirect:/operations/topics/action-fired/";
    return switch (events.fire(person, owner == null ? null : owner.accountId(), event, form)) {
      case Fired.At(String id, int newPartition, long newOffset) -> {
        after.addFlashAttribute("done", "Fired, as the execution " + id + ". This is its event.");
        yield place + newPartition + "/" + newOffset;
      }
      case Fired.Before(String id) -> {
        after.addFlashAttribute("refused", "It was fired before, as the execution " + id + ".");
        yield place + partition + "/" + offset;
      }
    };
  }

  private static String page(int partition, long offset, String form, Model model) {
    model.addAttribute("partition", partition);
    model.addAttribute("offset", offset);
    model.addAttribute("form", form);
    return "console/topic-produce";
  }

  private @Nullable Owned owner(@Nullable String actionId) {
    return actionId == null ? null : actions.owners(List.of(actionId)).get(actionId);
  }
}
