package io.atlas.console.execution;

import io.atlas.console.history.ActionNames;
import io.atlas.console.history.ActionNames.Named;
import io.atlas.console.identity.Person;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What the log can be filtered by. */
@Component
class LogChoices {

  /** More actions than these are not offered in a drop-down, but asked for by name. */
  private static final int CHOICES = 200;

  private final ActionNames actionNames;
  private final Names names;
  private final CategoryWords categories;

  LogChoices(ActionNames actionNames, Names names, CategoryWords categories) {
    this.actionNames = actionNames;
    this.names = names;
    this.categories = categories;
  }

  void add(Person person, LogQuery query, Model model) {
    List<Named> known = actionNames.first(person.accountId(), CHOICES + 1);
    model.addAttribute("actions", choices(person, known, query));
    model.addAttribute("manyActions", known.size() > CHOICES);
    model.addAttribute("connections", names.knownConnections());
    model.addAttribute("chosenConnection", names.ofConnection(query.connectionId()));
    model.addAttribute("categoryChoices", categories.choices());
    model.addAttribute("ranges", LogQuery.RANGES.keySet());
  }

  /** The chosen one is there too, whatever its place among them. */
  private List<Named> choices(Person person, List<Named> known, LogQuery query) {
    String chosen = query.actionId();
    if (chosen == null
        || chosen.isBlank()
        || known.stream().anyMatch(each -> each.id().equals(chosen))) {
      return known;
    }
    Named named =
        names.ofAction(person, chosen).orElseGet(() -> new Named(chosen, chosen, false, false));
    return Stream.concat(Stream.of(named), known.stream()).toList();
  }
}
