package io.atlas.console.health;

import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Connections;
import io.atlas.console.controlplane.Response;
import io.atlas.console.frame.Bidi;
import io.atlas.console.frame.Redirect;
import io.atlas.console.identity.Person;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What was deleted and can be had back. */
@Controller
@RequestMapping("/account/deleted")
class DeletedPages {

  private static final int SHOWN = 200;

  private final ConnectionNames names;
  private final Connections connections;

  DeletedPages(ConnectionNames names, Connections connections) {
    this.names = names;
    this.connections = connections;
  }

  @GetMapping
  String list(Person person, Model model) {
    model.addAttribute("deleted", names.deleted(person.accountId(), SHOWN));
    return "console/deleted";
  }

  @PostMapping("/{id}/restore")
  String restore(Person person, @PathVariable String id, RedirectAttributes after) {
    return switch (connections.restore(id)) {
      case Response.Accepted<Connection>(Connection restored) -> {
        after.addFlashAttribute(
            "done",
            "Restored “"
                + Bidi.isolated(restored.name())
                + "” with its credentials. Actions that used it use it again.");
        yield Redirect.to("account", "connections", id);
      }
      case Response.Refused<Connection>(var problem) -> {
        if (problem.status() == 404) {
          names.forget(person.accountId(), id);
          after.addFlashAttribute(
              "refused",
              "Not restored: it was deleted too long ago, and its credentials are gone.");
        } else {
          after.addFlashAttribute("refused", "Not restored: " + problem.summary());
        }
        yield Redirect.to("account", "deleted");
      }
    };
  }
}
