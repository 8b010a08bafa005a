package io.atlas.quickstart;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.view.TopicView;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A line an execution, as results arrive. */
record ExecutionLines(TopicView<ActionDefinition> actions, PrintStream out) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

  void print(ActionExecuted result) {
    ActionDefinition action = actions.get(result.actionId());
    String name = action == null ? result.actionId() : action.name();
    String target =
        result.request() == null ? "" : result.request().method() + " " + result.request().url();
    String end =
        result.diagnosis() == null
            ? ""
            : "  " + result.category() + ": " + result.diagnosis().summary();
    out.printf(
        Locale.ROOT,
        "%s  %-9s  %-16s  %s  %s  %d ms%s%n",
        TIME.format(LocalTime.ofInstant(result.startedAt(), ZoneId.systemDefault())),
        result.outcome(),
        name,
        target,
        result.status() == null ? "-" : result.status().toString(),
        result.durationMs(),
        end);
  }
}
