package io.atlas.connections.action;

import io.atlas.connections.account.Account;
import io.atlas.connections.action.LentActions.Lent;
import io.atlas.connections.outbox.Outbox.Committed;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.DescribedBody;
import io.atlas.connections.request.Fields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * Fires an action that is not saved, for real and by a worker: workers are told of it, and told
 * that it is gone once its first result is here. Nothing else ever sees it.
 */
@RestController
@RequestMapping("/api/v1/actions/test-fire")
class UnsavedFiringApi implements DescribedBody.Source {

  private final LentActions lending;
  private final TestFiring testFiring;

  UnsavedFiringApi(LentActions lending, TestFiring testFiring) {
    this.lending = lending;
    this.testFiring = testFiring;
  }

  @PostMapping
  ResponseEntity<TestFiring.Result> testFire(Account account, Fields body) {
    Fields action = body.requiredObject("action");
    JsonNode input = body.any("input");
    if (action == null) {
      body.done();
      throw new IllegalStateException("a missing field was not told");
    }
    Committed<Lent> lent = lending.lend(account, body, action);
    try {
      if (!lent.inForce()) {
        throw ProblemException.unavailable("The event broker can't be reached at the moment.");
      }
      return testFiring.fire(account, lent.result().id(), lent.result().definition(), input);
    } finally {
      lending.withdraw(account, lent.result());
    }
  }

  @Override
  public List<DescribedBody> bodies() {
    Map<String, String> about = new HashMap<>();
    ActionBody.ABOUT.forEach((field, meaning) -> about.put("action." + field, meaning));
    about.put("input", "Any JSON; what templates see as input");
    return List.of(
        DescribedBody.of("POST /api/v1/actions/test-fire", UnsavedFiringApi::described, about));
  }

  private static void described(Fields body) {
    Fields action = body.requiredObject("action");
    if (action != null) {
      var _ = ActionBody.read(action);
    }
    var _ = body.any("input");
  }
}
