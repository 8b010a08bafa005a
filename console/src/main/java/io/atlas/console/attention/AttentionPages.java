package io.atlas.console.attention;

import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Attention;
import io.atlas.console.controlplane.Attention.Counts;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.history.ExecutionLog.Failures;
import io.atlas.console.history.RecentFailures;
import io.atlas.console.identity.Person;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** One list: failing connections, flagged actions, secrets about to expire, dead letters. */
@Controller
class AttentionPages {

  /** Dead letters older than this are no longer news; the log still has them. */
  private static final Duration RECENT = Duration.ofDays(7);

  private static final Duration DAY = Duration.ofHours(24);
  private static final int SECRET_WARNING_DAYS = 14;

  /** Lines of each kind; where there are more, the list of all is one link away. */
  private static final int ROWS = 25;

  private final Attention attention;
  private final Actions actions;
  private final Connections connections;
  private final ExecutionLog executions;
  private final RecentFailures failures;
  private final Clock clock;

  AttentionPages(
      Attention attention,
      Actions actions,
      Connections connections,
      ExecutionLog executions,
      RecentFailures failures,
      Clock clock) {
    this.attention = attention;
    this.actions = actions;
    this.connections = connections;
    this.executions = executions;
    this.failures = failures;
    this.clock = clock;
  }

  /** What was found, each worst first, and at most {@link #ROWS}; the counts are of all. */
  record Findings(
      Counts counts,
      List<Connection> failing,
      List<Connection> expiring,
      List<Action> flagged,
      List<Failures> dead) {

    boolean isEmpty() {
      return failing.isEmpty() && expiring.isEmpty() && flagged.isEmpty() && dead.isEmpty();
    }
  }

  @GetMapping("/attention")
  String list(Person person, Model model) {
    Findings findings = findings(person);
    model.addAttribute("findings", findings);
    model.addAttribute("none", findings.isEmpty());
    model.addAttribute(
        "names",
        actions.names(
            findings.dead().stream().map(Failures::actionId).collect(Collectors.toSet())));
    model.addAttribute("counts", executions.counts(person.accountId(), clock.instant().minus(DAY)));
    model.addAttribute("before", warnedBefore());
    model.addAttribute("today", today());
    return "console/attention";
  }

  /** The number beside the navigation's entry; loaded after the page. */
  @GetMapping("/attention/count")
  String count(Person person, Model model) {
    model.addAttribute(
        "count",
        attention.count(warnedBefore()).all()
            + failures.kinds(person.accountId(), clock.instant().minus(RECENT)));
    return "console/attention-count";
  }

  private Findings findings(Person person) {
    String rows = Integer.toString(ROWS);
    return new Findings(
        attention.count(warnedBefore()),
        connections.part(Map.of("status", "FAILING", "limit", rows)).items(),
        connections
            .part(
                Map.of(
                    "status",
                    "ACTIVE",
                    "secretExpiresBefore",
                    warnedBefore().toString(),
                    "limit",
                    rows))
            .items(),
        actions.part(Map.of("flagged", "true", "limit", rows)).items(),
        executions.failures(person.accountId(), clock.instant().minus(RECENT)));
  }

  private LocalDate warnedBefore() {
    return today().plusDays(SECRET_WARNING_DAYS);
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
