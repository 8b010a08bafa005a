package io.atlas.console.attention;

import io.atlas.console.controlplane.Actions;
import io.atlas.console.figures.Figures;
import io.atlas.console.identity.Person;
import io.atlas.console.notice.Line;
import io.atlas.console.notice.Raised;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** One list, a line a cause: notices that are raised, then failures that none of them explains. */
@Controller
class AttentionPages {

  /** Lines of each kind; where there are more, the list of all is one link away. */
  private static final int ROWS = 25;

  private final Raised raised;
  private final Actions actions;
  private final Figures figures;
  private final Clock clock;

  AttentionPages(Raised raised, Actions actions, Figures figures, Clock clock) {
    this.raised = raised;
    this.actions = actions;
    this.figures = figures;
    this.clock = clock;
  }

  @GetMapping("/attention")
  String list(Person person, Model model) {
    List<Line> lines = raised.lines(person, ROWS);
    Map<String, String> names = names(lines);
    model.addAttribute(
        "rows", lines.stream().map(line -> AttentionRow.of(line, ROWS, names)).toList());
    if (lines.isEmpty()) {
      model.addAttribute("day", LastDay.of(figures, person.accountId(), clock.instant()));
    }
    return "console/attention";
  }

  /** The number beside the navigation's entry; loaded after the page. */
  @GetMapping("/attention/count")
  String count(Person person, Model model) {
    model.addAttribute("count", raised.count(person));
    return "console/attention-count";
  }

  private Map<String, String> names(List<Line> lines) {
    Set<String> ids = new HashSet<>();
    for (Line line : lines) {
      if (line instanceof Line.Failures failures) {
        ids.add(failures.actionId());
      }
    }
    return actions.names(ids);
  }
}
