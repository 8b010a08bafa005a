package io.atlas.console.execution;

import io.atlas.console.cancellation.CancelOutcome;
import io.atlas.console.cancellation.RetryCancellations;
import io.atlas.console.frame.Redirect;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.ReplayOutcome;
import io.atlas.console.replay.Replays;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One execution in full, and what can be done about it. */
@Controller
@RequestMapping("/executions/{id}")
class ExecutionPages {

  private final ExecutionLog executions;
  private final ExecutionView view;
  private final Replays replays;
  private final RetryCancellations cancellations;

  ExecutionPages(
      ExecutionLog executions,
      ExecutionView view,
      Replays replays,
      RetryCancellations cancellations) {
    this.executions = executions;
    this.view = view;
    this.replays = replays;
    this.cancellations = cancellations;
  }

  /**
   * @param seen what an open page shows: it stays as it is where nothing else is to be shown
   */
  @GetMapping
  @Nullable String detail(
      Person person,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable Integer attempt,
      @RequestParam(required = false) @Nullable String seen,
      @RequestHeader(name = "HX-Target", required = false) @Nullable String target,
      HttpServletResponse response,
      Model model) {
    if (!"execution".equals(target)) {
      return view.page(person, id, attempt, model);
    }
    if (ExecutionView.seen(executions.find(person.accountId(), id)).equals(seen)) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return null;
    }
    return view.page(person, id, attempt, model) + " :: execution";
  }

  @PostMapping("/replay")
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

  @PostMapping("/cancel-retry")
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
}
