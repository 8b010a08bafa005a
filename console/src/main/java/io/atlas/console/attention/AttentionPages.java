package io.atlas.console.attention;

import io.atlas.console.controlplane.Actions;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.history.ExecutionLog.Failures;
import io.atlas.console.identity.Person;
import io.atlas.console.notice.Raised;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** One list: the notices that are raised, then what failed and was not replayed. */
@Controller
class AttentionPages {

  /** Dead letters older than this are no longer news; the log still has them. */
  private static final Duration RECENT = Duration.ofDays(7);

  private static final Duration DAY = Duration.ofHours(24);

  /** Lines of each kind; where there are more, the list of all is one link away. */
  private static final int ROWS = 25;

  private final Raised raised;
  private final Actions actions;
  private final ExecutionLog executions;
  private final Clock clock;

  AttentionPages(Raised raised, Actions actions, ExecutionLog executions, Clock clock) {
    this.raised = raised;
    this.actions = actions;
    this.executions = executions;
    this.clock = clock;
  }

  @GetMapping("/attention")
  String list(Person person, Model model) {
    List<AttentionRow> rows =
        raised.rows(person, ROWS).stream().map(row -> AttentionRow.of(row, ROWS)).toList();
    List<Failures> dead = executions.failures(person.accountId(), clock.instant().minus(RECENT));
    model.addAttribute("rows", rows);
    model.addAttribute("dead", dead);
    model.addAttribute(
        "names", actions.names(dead.stream().map(Failures::actionId).collect(Collectors.toSet())));
    if (rows.isEmpty() && dead.isEmpty()) {
      model.addAttribute(
          "counts", executions.counts(person.accountId(), clock.instant().minus(DAY)));
    }
    return "console/attention";
  }

  /** The number beside the navigation's entry; loaded after the page. */
  @GetMapping("/attention/count")
  String count(Person person, Model model) {
    model.addAttribute("count", raised.count(person, clock.instant().minus(RECENT)));
    return "console/attention-count";
  }
}
