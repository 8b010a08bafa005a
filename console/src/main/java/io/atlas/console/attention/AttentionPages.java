package io.atlas.console.attention;

import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.history.ExecutionLog.Failures;
import io.atlas.console.identity.Person;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
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

  private final Actions actions;
  private final Connections connections;
  private final ExecutionLog executions;
  private final Clock clock;

  AttentionPages(Actions actions, Connections connections, ExecutionLog executions, Clock clock) {
    this.actions = actions;
    this.connections = connections;
    this.executions = executions;
    this.clock = clock;
  }

  /** What was found, each worst first. */
  record Findings(
      List<Connection> failing,
      List<Connection> expiring,
      List<Action> flagged,
      List<Failures> dead) {

    int count() {
      return failing.size() + expiring.size() + flagged.size() + dead.size();
    }
  }

  @GetMapping("/attention")
  String list(Person person, Model model) {
    List<Action> all = actions.list();
    Findings findings = findings(person, all);
    model.addAttribute("findings", findings);
    model.addAttribute("none", findings.count() == 0);
    model.addAttribute("names", all.stream().collect(Collectors.toMap(Action::id, Action::name)));
    model.addAttribute("counts", executions.counts(person.accountId(), clock.instant().minus(DAY)));
    model.addAttribute("today", today());
    return "console/attention";
  }

  /** The number beside the navigation's entry; loaded after the page. */
  @GetMapping("/attention/count")
  String count(Person person, Model model) {
    model.addAttribute("count", findings(person, actions.list()).count());
    return "console/attention-count";
  }

  private Findings findings(Person person, List<Action> all) {
    List<Connection> saved = connections.list();
    return new Findings(
        saved.stream().filter(Connection::failing).toList(),
        saved.stream().filter(each -> !each.failing() && secretExpiresSoon(each)).toList(),
        all.stream().filter(action -> !action.flags().isEmpty()).toList(),
        executions.failures(person.accountId(), clock.instant().minus(RECENT)));
  }

  private boolean secretExpiresSoon(Connection connection) {
    LocalDate day = connection.secretExpiresOn();
    return day != null && day.isBefore(today().plusDays(SECRET_WARNING_DAYS));
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
