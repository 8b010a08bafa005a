package io.atlas.console.connection;

import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.controlplane.ControlPlaneException;
import io.atlas.console.controlplane.Part;
import io.atlas.console.frame.ListPage;
import io.atlas.console.frame.ListRefusal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The list of connections, a page at a time. */
@Component
class ConnectionList {

  private static final String PATH = "/account/connections";
  private static final int ROWS = 50;

  private final Connections connections;

  ConnectionList(Connections connections) {
    this.connections = connections;
  }

  /** What is asked for; null or empty for nothing. */
  record Asked(
      @Nullable String q,
      @Nullable String status,
      @Nullable String host,
      @Nullable String secretExpiresBefore,
      @Nullable String sort,
      @Nullable String cursor) {

    static final Asked NOTHING = new Asked(null, null, null, null, null, null);

    private Map<String, @Nullable String> withoutCursor() {
      Map<String, @Nullable String> asked = new LinkedHashMap<>();
      asked.put("q", q);
      asked.put("status", status);
      asked.put("host", host);
      asked.put("secretExpiresBefore", secretExpiresBefore);
      asked.put("sort", sort);
      return asked;
    }
  }

  String show(Asked asked, Model model) {
    Part<Connection> part = part(asked, model);
    ListPage page =
        ListPage.of(PATH, asked.withoutCursor(), part.nextCursor(), part.previousCursor());
    model.addAttribute("connections", part.items());
    model.addAttribute("page", page);
    model.addAttribute("asked", asked);
    model.addAttribute(
        "none", part.items().isEmpty() && asked.cursor() == null && !page.isFiltered());
    return "console/connections";
  }

  /** The first page, on which this one stands whatever its place would be. */
  String showing(String id, Model model) {
    String view = show(Asked.NOTHING, model);
    if (model.getAttribute("connections") instanceof List<?> listed
        && listed.stream()
            .noneMatch(each -> each instanceof Connection other && other.id().equals(id))) {
      model.addAttribute(
          "connections",
          Stream.concat(connections.among(List.of(id)).values().stream(), listed.stream())
              .toList());
    }
    return view;
  }

  private Part<Connection> part(Asked asked, Model model) {
    Map<String, String> parameters = new HashMap<>();
    asked
        .withoutCursor()
        .forEach((name, value) -> parameters.put(name, value == null ? "" : value));
    parameters.put("cursor", asked.cursor() == null ? "" : asked.cursor());
    parameters.put("limit", Integer.toString(ROWS));
    try {
      return connections.part(parameters);
    } catch (ControlPlaneException refused) {
      if (refused.status() != 400 || refused.errors().isEmpty()) {
        throw refused;
      }
      model.addAttribute("refused", ListRefusal.of(refused.errors()));
      return new Part<>(List.of(), null, null);
    }
  }
}
