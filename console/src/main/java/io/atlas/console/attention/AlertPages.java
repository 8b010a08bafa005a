package io.atlas.console.attention;

import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Part;
import io.atlas.console.frame.Bidi;
import io.atlas.console.frame.Redirect;
import io.atlas.console.identity.Person;
import io.atlas.console.notice.Alerts;
import io.atlas.model.event.Notice.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** "On notices of these kinds, fire this action." */
@Controller
@RequestMapping("/attention/alerts")
class AlertPages {

  /** More actions than this are searched rather than scrolled. */
  private static final int MOST_LISTED = 50;

  private static final int LONGEST_SEARCH = 200;

  private final Alerts alerts;
  private final Actions actions;

  AlertPages(Alerts alerts, Actions actions) {
    this.alerts = alerts;
    this.actions = actions;
  }

  @GetMapping
  String list(Person person, @RequestParam(required = false) @Nullable String q, Model model) {
    String words = q == null ? "" : q.strip();
    Part<Action> found =
        actions.part(
            Map.of(
                "q",
                words.length() > LONGEST_SEARCH ? words.substring(0, LONGEST_SEARCH) : words,
                "sort",
                "name",
                "limit",
                Integer.toString(MOST_LISTED)));
    model.addAttribute("alerts", alerts.of(person.accountId()));
    model.addAttribute("actions", found.items());
    model.addAttribute("search", found.nextCursor() != null || !words.isEmpty());
    model.addAttribute("words", words);
    model.addAttribute("kinds", KindWords.seenBy(person));
    return "console/alerts";
  }

  @PostMapping
  String add(
      Person person,
      @RequestParam String action,
      @RequestParam(required = false) @Nullable List<String> kind,
      RedirectAttributes after) {
    Set<Kind> kinds = kinds(person, kind == null ? List.of() : kind);
    if (kinds.isEmpty() || action.isBlank()) {
      after.addFlashAttribute("refused", "Choose an action, and at least one kind of notice.");
      return "redirect:/attention/alerts";
    }
    Action chosen = actions.get(action);
    if (alerts.add(person, chosen.id(), kinds)) {
      after.addFlashAttribute(
          "done", "“" + Bidi.isolated(chosen.name()) + "” is fired on what happens from now on.");
    } else {
      after.addFlashAttribute(
          "refused", "An account has at most " + Alerts.MOST + " alerts: remove one first.");
    }
    return "redirect:/attention/alerts";
  }

  @PostMapping("/{id}/remove")
  String remove(Person person, @PathVariable String id, RedirectAttributes after) {
    alerts.remove(person, id);
    after.addFlashAttribute("done", "Removed. The action itself is still there.");
    return Redirect.to("attention", "alerts");
  }

  /** What a person may not see is no kind. */
  private static Set<Kind> kinds(Person person, List<String> named) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    Kind.seenBy(person.maySeePlatform()).stream()
        .filter(kind -> named.contains(kind.name()))
        .forEach(kinds::add);
    return kinds;
  }
}
