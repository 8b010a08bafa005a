package io.atlas.console.execution;

import io.atlas.console.history.ActionNames;
import io.atlas.console.history.Selection;
import io.atlas.console.identity.Person;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** Which executions the log's filters stand for. */
@Component
class LogSelections {

  /** Of a name's beginning; more actions than these can't be looked through at once. */
  private static final int NAMESAKES = 200;

  private final ActionNames actionNames;

  LogSelections(ActionNames actionNames) {
    this.actionNames = actionNames;
  }

  /**
   * @param clock from whose time on ranges such as the last hour go back
   */
  Selection of(Person person, LogQuery query, Clock clock) {
    String typed = query.action() == null ? "" : query.action().strip();
    return query.selection(
        clock,
        typed.isEmpty() ? null : actionNames.beginning(person.accountId(), typed, NAMESAKES));
  }
}
