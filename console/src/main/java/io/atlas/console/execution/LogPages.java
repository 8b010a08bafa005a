package io.atlas.console.execution;

import io.atlas.console.frame.Redirect;
import io.atlas.console.frame.SameSite;
import io.atlas.console.history.ActionNames;
import io.atlas.console.history.ActionNames.Named;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.history.Selection;
import io.atlas.console.history.State;
import io.atlas.console.identity.Person;
import io.atlas.console.live.LiveSignals;
import io.atlas.console.replay.ReplayOutcome;
import io.atlas.console.replay.Replays;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The log, live. */
@Controller
@RequestMapping("/executions")
class LogPages {

  private static final int ROWS = 50;

  /** More actions than these are not offered in a drop-down, but asked for by name. */
  private static final int CHOICES = 200;

  /** New executions are counted so far; beyond it there are “more”. */
  private static final int COUNTED = 100;

  private final ExecutionLog executions;
  private final ExecutionView view;
  private final LogRows rows;
  private final ActionNames actionNames;
  private final LogSelections selections;
  private final Names names;
  private final Replays replays;
  private final LiveSignals live;
  private final CategoryWords categories;
  private final Clock clock;

  LogPages(
      ExecutionLog executions,
      ExecutionView view,
      LogRows rows,
      ActionNames actionNames,
      LogSelections selections,
      Names names,
      Replays replays,
      LiveSignals live,
      CategoryWords categories,
      Clock clock) {
    this.executions = executions;
    this.view = view;
    this.rows = rows;
    this.actionNames = actionNames;
    this.selections = selections;
    this.names = names;
    this.replays = replays;
    this.live = live;
    this.categories = categories;
    this.clock = clock;
  }

  @GetMapping
  String list(
      Person person,
      @ModelAttribute("query") LogQuery query,
      @RequestHeader(name = "HX-Target", required = false) @Nullable String target,
      Model model) {
    if (query.id() != null && !query.id().isBlank()) {
      String wanted = query.id().strip();
      return fitsIntoPath(wanted)
          ? Redirect.to("executions", wanted)
          : view.page(person, wanted, null, model);
    }
    ExecutionLog.Page page;
    try {
      page = executions.page(person.accountId(), selection(person, query), query.cursor(), ROWS);
    } catch (IllegalArgumentException notACursor) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such page", notACursor);
    }
    model.addAttribute("days", rows.of(person, page.items()));
    model.addAttribute("states", State.values());
    model.addAttribute("mayOperate", person.mayOperate());
    model.addAttribute("here", "/executions" + query.queryString(query.cursor()));
    model.addAttribute(
        "older",
        page.nextCursor() == null ? null : "/executions" + query.queryString(page.nextCursor()));
    model.addAttribute(
        "top", page.items().isEmpty() ? null : ExecutionLog.position(page.items().getFirst()));
    if ("rows".equals(target)) {
      return "console/executions :: rows";
    }
    List<Named> known = actionNames.first(person.accountId(), CHOICES + 1);
    model.addAttribute("actions", choices(person, known, query));
    model.addAttribute("manyActions", known.size() > CHOICES);
    model.addAttribute("connections", names.knownConnections());
    model.addAttribute("chosenConnection", names.ofConnection(query.connectionId()));
    model.addAttribute("categoryChoices", categories.choices());
    model.addAttribute("ranges", LogQuery.RANGES.keySet());
    return "console/executions";
  }

  /** How many have come since the page's first row, that its filters let through. */
  @GetMapping(path = "/newer", produces = MediaType.TEXT_PLAIN_VALUE)
  @ResponseBody
  String newer(Person person, @ModelAttribute("query") LogQuery query, @RequestParam String top) {
    try {
      long count = executions.newer(person.accountId(), selection(person, query), top, COUNTED);
      return count == 0 ? "" : count == COUNTED ? COUNTED + " or more new" : count + " new";
    } catch (IllegalArgumentException notACursor) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such page", notACursor);
    }
  }

  @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter live(Person person, HttpSession session) {
    return live.ofLog(person, session);
  }

  /**
   * Replays those that are ticked. Where the target may have carried one out, it is replayed with
   * its first Idempotency-Key.
   */
  @PostMapping("/replay")
  String replay(
      Person person,
      @RequestParam(name = "id", required = false) @Nullable List<String> ids,
      @RequestHeader(name = HttpHeaders.REFERER, required = false) @Nullable String referer,
      RedirectAttributes after) {
    if (!person.mayOperate()) {
      throw new AccessDeniedException("replaying needs the scope atlas.operate");
    }
    List<String> ticked = ids == null ? List.of() : ids.stream().distinct().limit(ROWS).toList();
    int fired = 0;
    String refused = null;
    for (String id : ticked) {
      switch (replays.replayAsIsBest(person, id)) {
        case ReplayOutcome.Replayed _ -> fired++;
        case ReplayOutcome.Refused(var _, String detail) -> refused = detail;
      }
    }
    int not = ticked.size() - fired;
    if (ticked.isEmpty()) {
      after.addFlashAttribute("refused", "Tick the executions that are to be replayed first.");
    } else if (fired > 0) {
      after.addFlashAttribute(
          "done", fired + (fired == 1 ? " event" : " events") + " fired again.");
    }
    if (refused != null) {
      after.addFlashAttribute("refused", not + " not replayed. " + refused);
    }
    String back = SameSite.path(referer);
    return "redirect:" + (back.startsWith("/executions") ? back : "/executions");
  }

  private Selection selection(Person person, LogQuery query) {
    return selections.of(person, query, clock);
  }

  /** The chosen one is there too, whatever its place among them. */
  private List<Named> choices(Person person, List<Named> known, LogQuery query) {
    String chosen = query.actionId();
    if (chosen == null
        || chosen.isBlank()
        || known.stream().anyMatch(each -> each.id().equals(chosen))) {
      return known;
    }
    Named named =
        names.ofAction(person, chosen).orElseGet(() -> new Named(chosen, chosen, false, false));
    return Stream.concat(Stream.of(named), known.stream()).toList();
  }

  /** Publishers choose ids; the firewall refuses a path with these, encoded or not. */
  private static boolean fitsIntoPath(String id) {
    return !id.startsWith(".")
        && id.chars().noneMatch(each -> "/\\;%".indexOf(each) >= 0 || Character.isISOControl(each));
  }
}
