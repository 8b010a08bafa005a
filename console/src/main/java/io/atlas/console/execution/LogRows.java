package io.atlas.console.execution;

import io.atlas.console.frame.TimeText;
import io.atlas.console.history.ActionNames.Named;
import io.atlas.console.history.Execution;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.Replays;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** A page of executions as it is shown: by day, with names and what can be done. */
@Component
class LogRows {

  private final Names names;
  private final Replays replays;
  private final TimeText times;

  LogRows(Names names, Replays replays, TimeText times) {
    this.names = names;
    this.replays = replays;
    this.times = times;
  }

  /** The executions of one day (UTC), newest first. */
  record Day(String label, List<LogRow> rows) {}

  List<Day> of(Person person, List<Execution> executions) {
    Map<String, Named> actions =
        names.ofActions(person, executions.stream().map(Execution::actionId).toList());
    Set<String> replayed = replays.replayed(person, executions);
    List<Day> days = new ArrayList<>();
    for (Execution execution : executions) {
      String day = times.day(execution.firedAt());
      if (days.isEmpty() || !days.getLast().label().equals(day)) {
        days.add(new Day(day, new ArrayList<>()));
      }
      days.getLast()
          .rows()
          .add(
              new LogRow(
                  execution,
                  actions.get(execution.actionId()),
                  LogRow.offer(
                      execution, person.mayOperate(), replayed.contains(execution.executionId()))));
    }
    return days;
  }
}
