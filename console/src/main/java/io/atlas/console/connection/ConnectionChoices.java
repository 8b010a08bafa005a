package io.atlas.console.connection;

import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.controlplane.Part;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Connections to choose one of: all where they are few, else those that a search finds. */
@Component
public class ConnectionChoices {

  /** More than this are searched rather than scrolled. */
  private static final int MOST_LISTED = 50;

  private final Connections connections;

  ConnectionChoices(Connections connections) {
    this.connections = connections;
  }

  /**
   * @param listed by name, after the one that is chosen already where the search does not find it
   * @param search whether there are more than are listed without one
   * @param words that were searched for
   * @param nothingFound whether the search finds none
   * @param more whether it finds more than are listed
   */
  public record Choices(
      List<Connection> listed, boolean search, String words, boolean nothingFound, boolean more) {

    /** Tells those of one name apart; empty for a name that is one's alone. */
    public String mark(Connection choice) {
      boolean shared =
          listed.stream()
              .anyMatch(
                  each -> !each.id().equals(choice.id()) && each.name().equals(choice.name()));
      return shared
          ? " (" + choice.id().substring(0, Math.min(8, choice.id().length())) + "…)"
          : "";
    }

    public boolean has(String id) {
      return listed.stream().anyMatch(each -> each.id().equals(id));
    }
  }

  /**
   * @param chosen the id of a connection, which there may not be any more; null for none
   * @param words to search for; null or empty for none
   */
  public Choices of(@Nullable String chosen, @Nullable String words) {
    String wanted = words == null ? "" : words.strip();
    Part<Connection> found = found(wanted);
    boolean more = found.nextCursor() != null;
    boolean search = more || (!wanted.isEmpty() && found("").nextCursor() != null);
    List<Connection> listed = found.items();
    if (chosen != null && listed.stream().noneMatch(each -> each.id().equals(chosen))) {
      listed =
          Stream.concat(
                  connections.among(List.of(chosen)).values().stream(), found.items().stream())
              .toList();
    }
    return new Choices(listed, search, wanted, found.items().isEmpty() && !more, more);
  }

  private Part<Connection> found(String words) {
    return connections.part(
        Map.of(
            "q",
            words.length() > 200 ? words.substring(0, 200) : words,
            "sort",
            "name",
            "limit",
            Integer.toString(MOST_LISTED)));
  }
}
