package io.atlas.console.status;

import io.atlas.console.audit.Audit;
import io.atlas.console.audit.Deed;
import io.atlas.console.frame.Redirect;
import io.atlas.console.identity.Person;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Instances, circuits, what is unread and what waits, of all accounts. */
@Controller
@RequestMapping("/operations/instances")
class StatusPages {

  private static final Logger log = LoggerFactory.getLogger(StatusPages.class);

  /** Lines of a table at most; each says how many there are in all. */
  private static final int ROWS = 200;

  private final PlatformStatus status;
  private final Dismissals dismissals;
  private final Audit audit;

  StatusPages(PlatformStatus status, Dismissals dismissals, Audit audit) {
    this.status = status;
    this.dismissals = dismissals;
    this.audit = audit;
  }

  @GetMapping
  String show(Model model) {
    add(model, "instances", status.instances());
    add(model, "circuits", status.circuits());
    model.addAttribute("circuitsUntold", status.untoldCircuits());
    add(model, "lag", status.lag());
    Reading<List<Tier>> waiting = status.waiting();
    add(model, "waiting", waiting);
    Reading<TokenFigures> tokens = status.tokens();
    model.addAttribute("tokens", tokens.known().orElse(null));
    add(model, "requests", tokens.map(TokenFigures::requests));
    return "console/instances";
  }

  private static <T> void add(Model model, String name, Reading<List<T>> reading) {
    List<T> all = reading.known().orElse(List.of());
    model.addAttribute(name, all.subList(0, Math.min(ROWS, all.size())));
    model.addAttribute(name + "Count", all.size());
    model.addAttribute(name + "Missing", reading.missing());
  }

  @PostMapping("/dismiss")
  String dismiss(
      Person person,
      @RequestParam String service,
      @RequestParam String instance,
      RedirectAttributes after) {
    try {
      audit.record(person, Deed.DISMISSAL_ASKED, instance, service);
      if (dismissals.dismiss(service, instance)) {
        after.addFlashAttribute("done", "Dismissed. It comes back if it speaks again.");
      } else {
        after.addFlashAttribute("refused", "Not dismissed: no lost instance is called so.");
      }
    } catch (KafkaException unheard) {
      log.warn("an instance is not dismissed: {}", unheard.toString());
      after.addFlashAttribute("refused", "Not dismissed: Kafka did not answer. Try again.");
    }
    return Redirect.to("operations", "instances");
  }
}
