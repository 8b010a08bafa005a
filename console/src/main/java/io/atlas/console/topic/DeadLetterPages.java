package io.atlas.console.topic;

import io.atlas.console.history.ActionNames;
import io.atlas.console.history.ActionNames.Owned;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.ReplayOutcome;
import io.atlas.kit.rate.AccountShares;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Dead letters that no account has among its executions, and dead events fired again. */
@Controller
class DeadLetterPages {

  private static final String PAGE = "/operations/dead-letters";

  private final AccountShares readings = new AccountShares(2, Duration.ofSeconds(4));

  private final TopicReading reading;
  private final ActionNames actions;
  private final Redrive redrive;

  DeadLetterPages(TopicReading reading, ActionNames actions, Redrive redrive) {
    this.reading = reading;
    this.actions = actions;
    this.redrive = redrive;
  }

  @GetMapping(PAGE)
  String list(Person person, @ModelAttribute("query") TopicQuery query, Model model) {
    Start start = TopicPages.start(query);
    Scan<DeadRow> scan =
        readings.use(
            person.accountId(),
            () ->
                reading.read(
                    Topic.ACTION_DEAD,
                    query.onlyPartition(),
                    start,
                    TopicReading.MOST_RECORDS,
                    DeadRow::of));
    model.addAttribute("rows", ofNoAccount(scan.found()));
    model.addAttribute("told", scan.inWords());
    model.addAttribute(
        "further",
        scan.next().isEmpty() ? null : PAGE + query.queryString(Start.Stopped.cursor(scan.next())));
    return "console/dead-letters";
  }

  /** Sent twice, it fires once. */
  @PostMapping("/operations/topics/action-dead/{partition}/{offset}/redrive")
  String redrive(
      Person person,
      @PathVariable int partition,
      @PathVariable long offset,
      RedirectAttributes after) {
    if (reading.at(Topic.ACTION_DEAD, partition, offset, _ -> true).isEmpty()) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    }
    switch (redrive.fire(person, partition, offset)) {
      case ReplayOutcome.Replayed(String executionId, int _) ->
          after.addFlashAttribute("done", "Fired again, as the execution " + executionId + ".");
      case ReplayOutcome.Refused(var _, String detail) ->
          after.addFlashAttribute("refused", "Not fired again: " + detail);
    }
    return "redirect:/operations/topics/action-dead/" + partition + "/" + offset;
  }

  private List<DeadRow> ofNoAccount(List<DeadRow> found) {
    List<String> named =
        found.stream().map(DeadRow::actionId).filter(Objects::nonNull).distinct().toList();
    Map<String, Owned> owners = named.isEmpty() ? Map.of() : actions.owners(named);
    return found.stream()
        .filter(row ->
            row.unreadable() || row.actionId() == null || !owners.containsKey(row.actionId()))
        .map(row -> {
          Owned owner = row.actionId() == null ? null : owners.get(row.actionId());
          return owner == null || owner.keepsBodies() ? row : row.hidden();
        })
        .sorted(Comparator.comparing(DeadRow::at).reversed())
        .toList();
  }
}
