package io.atlas.console.action;

import io.atlas.console.connection.ConnectionChoices;
import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.controlplane.ControlPlaneException;
import io.atlas.console.controlplane.Part;
import io.atlas.console.frame.ListPage;
import io.atlas.console.frame.ListRefusal;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The list of actions, a page at a time. */
@Controller
class ActionListPages {

  private static final Logger log = LoggerFactory.getLogger(ActionListPages.class);

  private static final String PATH = "/actions";

  /** Lines a page. */
  private static final int ROWS = 50;

  /** Outcomes shown a line. */
  private static final int TRAIL = 20;

  private final Actions actions;
  private final Connections connections;
  private final ConnectionChoices choices;
  private final ExecutionLog executions;

  ActionListPages(
      Actions actions,
      Connections connections,
      ConnectionChoices choices,
      ExecutionLog executions) {
    this.actions = actions;
    this.connections = connections;
    this.choices = choices;
    this.executions = executions;
  }

  /**
   * @param enabled {@code true} or {@code false}
   */
  @GetMapping(PATH)
  String list(
      Person person,
      @RequestParam(required = false) @Nullable String q,
      @RequestParam(required = false) @Nullable String connection,
      @RequestParam(required = false) @Nullable String host,
      @RequestParam(required = false) @Nullable String flagged,
      @RequestParam(required = false) @Nullable String enabled,
      @RequestParam(required = false) @Nullable String sort,
      @RequestParam(required = false) @Nullable String cursor,
      Model model) {
    Map<String, @Nullable String> asked = new LinkedHashMap<>();
    asked.put("q", q);
    asked.put("connection", connection);
    asked.put("host", host);
    asked.put("flagged", flagged);
    asked.put("enabled", enabled);
    asked.put("sort", sort);
    Part<Action> part = part(asked, cursor, model);
    ListPage page = ListPage.of(PATH, asked, part.nextCursor(), part.previousCursor());
    model.addAttribute("rows", rows(person, part.items()));
    model.addAttribute("page", page);
    model.addAttribute("none", part.items().isEmpty() && cursor == null && !page.isFiltered());
    model.addAttribute("choices", choices.of(connection, null));
    model.addAttribute("asked", asked);
    return "console/actions";
  }

  private Part<Action> part(
      Map<String, @Nullable String> asked, @Nullable String cursor, Model model) {
    Map<String, String> parameters = new HashMap<>();
    asked.forEach((name, value) ->
        parameters.put(name.equals("connection") ? "connectionId" : name, text(value)));
    parameters.put("cursor", text(cursor));
    parameters.put("limit", Integer.toString(ROWS));
    try {
      return actions.part(parameters);
    } catch (ControlPlaneException refused) {
      if (refused.status() != 400 || refused.errors().isEmpty()) {
        throw refused;
      }
      model.addAttribute("refused", ListRefusal.of(refused.errors()));
      return new Part<>(List.of(), null, null);
    }
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  private List<ActionRow> rows(Person person, List<Action> listed) {
    Map<String, Connection> used =
        connections.among(
            listed.stream()
                .map(action -> action.authentication().connectionId())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
    Map<String, List<Execution>> latest = latest(person, listed);
    return listed.stream()
        .map(action -> {
          String id = action.authentication().connectionId();
          Connection connection = id == null ? null : used.get(id);
          return new ActionRow(
              action,
              connection == null ? null : connection.name(),
              latest.getOrDefault(action.id(), List.of()));
        })
        .toList();
  }

  /** The list is worth showing while the history is away. */
  private Map<String, List<Execution>> latest(Person person, List<Action> listed) {
    try {
      return executions.latest(person.accountId(), listed.stream().map(Action::id).toList(), TRAIL);
    } catch (DataAccessException away) {
      log.warn("the history can't be read: {}", away.toString());
      return Map.of();
    }
  }
}
