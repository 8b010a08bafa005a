package io.atlas.console.execution;

import io.atlas.console.frame.SameSite;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.ReplayOutcome;
import io.atlas.console.replay.Replays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Replays what is ticked in the log. */
@Controller
class LogReplays {

  private final Replays replays;

  LogReplays(Replays replays) {
    this.replays = replays;
  }

  /**
   * Replays those that are ticked. Where the target may have carried one out, it is replayed with
   * its first Idempotency-Key.
   */
  @PostMapping("/executions/replay")
  String replay(
      Person person,
      @RequestParam(name = "id", required = false) @Nullable List<String> ids,
      @RequestHeader(name = HttpHeaders.REFERER, required = false) @Nullable String referer,
      RedirectAttributes after) {
    if (!person.mayOperate()) {
      throw new AccessDeniedException("replaying needs the scope atlas.operate");
    }
    List<String> ticked =
        ids == null ? List.of() : ids.stream().distinct().limit(LogPages.ROWS).toList();
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
}
