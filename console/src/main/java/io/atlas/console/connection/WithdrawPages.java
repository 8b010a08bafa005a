package io.atlas.console.connection;

import io.atlas.console.controlplane.Connections;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** For the script of a form that no longer waits for a provider: its Save stores nothing then. */
@RestController
class WithdrawPages {

  private static final Pattern ONCE = Pattern.compile("[0-9a-f-]{36}");

  private final Connections connections;

  WithdrawPages(Connections connections) {
    this.connections = connections;
  }

  /**
   * @param withdrawn false where it was too late
   * @param once for the form's next attempt
   */
  record Withdrawn(boolean withdrawn, String once) {}

  @PostMapping("/account/connections/withdraw")
  Withdrawn withdraw(@RequestParam String once) {
    if (!ONCE.matcher(once).matches()) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
    }
    // By itself, and as part of an action's form.
    boolean withdrawn =
        Stream.of(once, once + ConnectionForms.OF_ACTION)
            .map(connections::withdraw)
            .reduce(true, Boolean::logicalAnd);
    return new Withdrawn(withdrawn, UUID.randomUUID().toString());
  }
}
