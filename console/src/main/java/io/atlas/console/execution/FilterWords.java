package io.atlas.console.execution;

import io.atlas.console.frame.TimeText;
import io.atlas.console.history.ActionNames.Named;
import io.atlas.console.history.ExecutionFilter;
import io.atlas.console.history.Selection;
import io.atlas.console.history.State;
import io.atlas.console.identity.Person;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the log's filters chose, in words that hold when names and clocks have gone on. */
@Component
class FilterWords {

  private final Names names;
  private final CategoryWords categories;
  private final TimeText times;

  FilterWords(Names names, CategoryWords categories, TimeText times) {
    this.names = names;
    this.categories = categories;
    this.times = times;
  }

  /**
   * @param chosen what is done something to, of what the query shows
   */
  String of(Person person, LogQuery query, Selection chosen) {
    ExecutionFilter filter = chosen.filter();
    List<String> words = new ArrayList<>();
    words.add(
        chosen.states().stream().sorted().map(State::label).collect(Collectors.joining(" or ")));
    String action = filter.actionId();
    if (action != null) {
      words.add("action " + names.ofAction(person, action).map(Named::name).orElse(action));
    }
    add(words, "actions named ", query.action());
    String connection = filter.connectionId();
    if (connection != null) {
      String name = names.ofConnection(connection);
      words.add("connection " + (name == null ? connection : name));
    }
    add(words, "", filter.category() == null ? null : categories.of(filter.category()));
    add(words, "HTTP status ", chosen.status() == null ? null : query.status());
    add(words, "target ", filter.host());
    add(words, "fired from ", text(filter.from()));
    add(words, "fired before ", text(filter.to()));
    Selection.Between ended = chosen.ended();
    if (ended != null) {
      add(words, "ended from ", text(ended.from()));
      add(words, "ended before ", text(ended.to()));
    }
    return words.stream().filter(each -> !each.isEmpty()).collect(Collectors.joining(" · "));
  }

  private @Nullable String text(@Nullable Instant time) {
    return time == null ? null : times.whole(time);
  }

  private static void add(List<String> words, String before, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      words.add(before + value.strip());
    }
  }
}
