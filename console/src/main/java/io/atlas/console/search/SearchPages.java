package io.atlas.console.search;

import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.controlplane.Part;
import io.atlas.console.frame.Redirect;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.history.ExecutionSearch;
import io.atlas.console.history.ExecutionSearch.Found;
import io.atlas.console.identity.Person;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What stands in the head of every page: actions, connections and executions at once. */
@Controller
class SearchPages {

  private static final Logger log = LoggerFactory.getLogger(SearchPages.class);

  /** Of each kind; where there are more, its own list has them. */
  private static final int ROWS = 10;

  /** What the lists can be searched by. */
  private static final int LONGEST = 200;

  private final Actions actions;
  private final Connections connections;
  private final ExecutionLog executions;
  private final ExecutionSearch shortIds;

  SearchPages(
      Actions actions, Connections connections, ExecutionLog executions, ExecutionSearch shortIds) {
    this.actions = actions;
    this.connections = connections;
    this.executions = executions;
    this.shortIds = shortIds;
  }

  /** Goes at once to what an id names in full; ids of executions may be any text. */
  @GetMapping("/search")
  String search(Person person, @RequestParam(required = false) @Nullable String q, Model model) {
    String words = words(q);
    Part<Action> foundActions = new Part<>(List.of(), null, null);
    Part<Connection> foundConnections = new Part<>(List.of(), null, null);
    List<Found> foundExecutions = List.of();
    if (!words.isEmpty()) {
      Map<String, String> asked = Map.of("q", words, "limit", Integer.toString(ROWS));
      foundActions = actions.part(asked);
      foundConnections = connections.part(asked);
      foundExecutions = executions(person, words);
      String whole = words.length() < 8 ? null : whole(words, foundActions, foundConnections);
      if (whole != null) {
        return whole;
      }
      if (foundExecutions.size() == 1 && foundExecutions.getFirst().executionId().equals(words)) {
        return Redirect.to("executions", words);
      }
    }
    model.addAttribute("q", words);
    model.addAttribute("actions", foundActions);
    model.addAttribute("connections", foundConnections);
    model.addAttribute("executions", foundExecutions);
    model.addAttribute(
        "names",
        actions.names(foundExecutions.stream().map(Found::actionId).collect(Collectors.toSet())));
    model.addAttribute(
        "none",
        foundActions.items().isEmpty()
            && foundConnections.items().isEmpty()
            && foundExecutions.isEmpty());
    return "console/search";
  }

  /**
   * In one line, and no longer than can be searched for: whoever pastes a page gets its beginning.
   */
  private static String words(@Nullable String q) {
    String line =
        q == null
            ? ""
            : q.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .filter(c -> Character.getType(c) != Character.FORMAT)
                .limit(LONGEST / 2)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    return line.strip();
  }

  private static @Nullable String whole(
      String words, Part<Action> actions, Part<Connection> connections) {
    if (actions.items().stream().anyMatch(each -> each.id().equals(words))) {
      return Redirect.to("actions", words);
    }
    return connections.items().stream().anyMatch(each -> each.id().equals(words))
        ? Redirect.to("account", "connections", words)
        : null;
  }

  /** Names are worth finding while the history is away. */
  private List<Found> executions(Person person, String words) {
    try {
      return executions
          .find(person.accountId(), words)
          .map(found ->
              List.of(
                  new Found(
                      found.executionId(), found.actionId(), found.outcome(), found.firedAt())))
          .orElseGet(() -> shortIds.startingWith(person.accountId(), words, ROWS));
    } catch (DataAccessException away) {
      log.warn("the history can't be searched: {}", away.toString());
      return List.of();
    }
  }
}
