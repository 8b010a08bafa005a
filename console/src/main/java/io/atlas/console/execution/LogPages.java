package io.atlas.console.execution;

import io.atlas.console.frame.Redirect;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.history.Selection;
import io.atlas.console.history.State;
import io.atlas.console.identity.Person;
import io.atlas.console.live.LiveSignals;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** The log, live. */
@Controller
@RequestMapping("/executions")
class LogPages {

  static final int ROWS = 50;

  /** New executions are counted so far; beyond it there are “more”. */
  private static final int COUNTED = 100;

  private final ExecutionLog executions;
  private final ExecutionView view;
  private final LogRows rows;
  private final LogChoices choices;
  private final LogSelections selections;
  private final LiveSignals live;
  private final Clock clock;

  LogPages(
      ExecutionLog executions,
      ExecutionView view,
      LogRows rows,
      LogChoices choices,
      LogSelections selections,
      LiveSignals live,
      Clock clock) {
    this.executions = executions;
    this.view = view;
    this.rows = rows;
    this.choices = choices;
    this.selections = selections;
    this.live = live;
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
    choices.add(person, query, model);
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

  private Selection selection(Person person, LogQuery query) {
    return selections.of(person, query, clock);
  }

  /** Publishers choose ids; the firewall refuses a path with these, encoded or not. */
  private static boolean fitsIntoPath(String id) {
    return !id.startsWith(".")
        && id.chars().noneMatch(each -> "/\\;%".indexOf(each) >= 0 || Character.isISOControl(each));
  }
}
