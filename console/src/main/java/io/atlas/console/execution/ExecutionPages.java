package io.atlas.console.execution;

import io.atlas.console.cancellation.CancelOutcome;
import io.atlas.console.cancellation.RetryCancellations;
import io.atlas.console.controlplane.Action;
import io.atlas.console.frame.Redirect;
import io.atlas.console.history.DeadLetters;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.console.live.LiveSignals;
import io.atlas.console.replay.ReplayOutcome;
import io.atlas.console.replay.Replays;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.RetryCancellation;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The log, live, and one execution in full. */
@Controller
@RequestMapping("/executions")
class ExecutionPages {

  private static final int ROWS = 50;

  private final ExecutionLog executions;
  private final DeadLetters deadLetters;
  private final Replays replays;
  private final RetryCancellations cancellations;
  private final LiveSignals live;
  private final Names names;
  private final Clock clock;

  ExecutionPages(
      ExecutionLog executions,
      DeadLetters deadLetters,
      Replays replays,
      RetryCancellations cancellations,
      LiveSignals live,
      Names names,
      Clock clock) {
    this.executions = executions;
    this.deadLetters = deadLetters;
    this.replays = replays;
    this.cancellations = cancellations;
    this.live = live;
    this.names = names;
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
          : detail(person, wanted, null, target, model);
    }
    ExecutionLog.Page page;
    try {
      page = executions.page(person.accountId(), query.filter(clock), query.cursor(), ROWS);
    } catch (IllegalArgumentException notACursor) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such page", notACursor);
    }
    List<Action> known = names.knownActions();
    model.addAttribute("page", page);
    model.addAttribute("actions", known);
    model.addAttribute("names", known.stream().collect(Collectors.toMap(Action::id, Action::name)));
    model.addAttribute("outcomes", Outcome.values());
    model.addAttribute("categories", FailureCategory.values());
    model.addAttribute("ranges", LogQuery.RANGES.keySet());
    model.addAttribute("here", "/executions" + query.queryString(query.cursor()));
    model.addAttribute(
        "older",
        page.nextCursor() == null ? null : "/executions" + query.queryString(page.nextCursor()));
    return "rows".equals(target) ? "console/executions :: rows" : "console/executions";
  }

  @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter live(Person person, HttpSession session) {
    return live.open(person, session);
  }

  /** Ids may be chosen by publishers: the part of the page that waits is for ids not seen yet. */
  @GetMapping("/{id}")
  String detail(
      Person person,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable Integer attempt,
      @RequestHeader(name = "HX-Target", required = false) @Nullable String target,
      Model model) {
    model.addAttribute("id", id);
    Optional<Execution> found = executions.find(person.accountId(), id);
    if (found.isPresent()) {
      show(person, found.get(), attempt, model);
    }
    return "execution".equals(target) ? "console/execution :: execution" : "console/execution";
  }

  @PostMapping("/{id}/replay")
  String replay(
      Person person,
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean sameKey,
      RedirectAttributes after) {
    if (!person.mayOperate()) {
      throw new AccessDeniedException("replaying needs the scope atlas.operate");
    }
    return switch (replays.replay(person, id, sameKey)) {
      case ReplayOutcome.Replayed(String executionId, int _) -> {
        after.addFlashAttribute("done", "Fired again; this is the replay.");
        yield Redirect.to("executions", executionId);
      }
      case ReplayOutcome.Refused(var _, String detail) -> {
        after.addFlashAttribute("refused", "Not replayed: " + detail);
        yield Redirect.to("executions", id);
      }
    };
  }

  @PostMapping("/{id}/cancel-retry")
  String cancelRetry(Person person, @PathVariable String id, RedirectAttributes after) {
    if (!person.mayOperate()) {
      throw new AccessDeniedException("cancelling needs the scope atlas.operate");
    }
    switch (cancellations.cancel(person, id)) {
      case CancelOutcome.Cancelled _ ->
          after.addFlashAttribute("done", "Cancelled: it is not tried again.");
      case CancelOutcome.NotFound _ ->
          after.addFlashAttribute("refused", "Not cancelled: there is no such execution.");
      case CancelOutcome.NothingWaits(String detail) ->
          after.addFlashAttribute("refused", "Not cancelled: " + detail);
    }
    return Redirect.to("executions", id);
  }

  /** Publishers choose ids; the firewall refuses a path with these, encoded or not. */
  private static boolean fitsIntoPath(String id) {
    return !id.startsWith(".")
        && id.chars().noneMatch(each -> "/\\;%".indexOf(each) >= 0 || Character.isISOControl(each));
  }

  private void show(Person person, Execution execution, @Nullable Integer chosen, Model model) {
    List<ActionExecuted> attempts =
        executions.attempts(person.accountId(), execution.executionId());
    ActionExecuted shown =
        attempts.stream()
            .filter(each -> chosen != null && each.attempt() == chosen)
            .findFirst()
            .orElse(attempts.isEmpty() ? null : attempts.getLast());
    model.addAttribute("execution", execution);
    model.addAttribute("attempts", attempts);
    model.addAttribute("shown", shown == null ? null : new AttemptView(shown));
    model.addAttribute("action", names.ofAction(execution.actionId()));
    model.addAttribute("connection", names.ofConnection(execution.connectionId()));
    model.addAttribute(
        "remedy",
        Remedy.of(
            execution.category(),
            execution.actionId(),
            execution.connectionId(),
            Remedy.missingScope(attempts.isEmpty() ? null : attempts.getLast())));
    model.addAttribute("replayedAs", replays.replayOf(person, execution).orElse(null));
    String obstacle = obstacle(person, execution);
    model.addAttribute("obstacle", obstacle);
    model.addAttribute("mayBeDone", obstacle == null && replays.mayBeDone(person, execution));
    boolean retrying = execution.outcome() == Outcome.RETRYING;
    RetryCancellation cancelled =
        cancellations.of(execution, person.accountId()).filter(_ -> retrying).orElse(null);
    model.addAttribute("cancelled", cancelled);
    model.addAttribute("cancellable", retrying && cancelled == null && person.mayOperate());
  }

  private @Nullable String obstacle(Person person, Execution execution) {
    if (!person.mayOperate()) {
      return "Replaying needs the right to operate.";
    }
    return replays
        .obstacle(person, execution)
        .map(ReplayOutcome.Refused::detail)
        .orElseGet(() -> deadLetters.has(execution) ? null : "Its event is not kept.");
  }
}
