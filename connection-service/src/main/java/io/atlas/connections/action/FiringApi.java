package io.atlas.connections.action;

import io.atlas.connections.account.Account;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.DescribedBody;
import io.atlas.connections.request.Fields;
import io.atlas.model.event.EventHeaders;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Firing an action by REST; the answer comes once the broker has the event. */
@RestController
@RequestMapping("/api/v1/actions/{id}")
class FiringApi implements DescribedBody.Source {

  private final ActionStore store;
  private final Firing firing;
  private final TestFiring testFiring;

  FiringApi(ActionStore store, Firing firing, TestFiring testFiring) {
    this.store = store;
    this.firing = firing;
    this.testFiring = testFiring;
  }

  record Fired(String executionId) {}

  @PostMapping("/fire")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Fired fire(
      Account account,
      @PathVariable String id,
      Fields body,
      @RequestHeader(name = EventHeaders.TRACE_PARENT, required = false)
          @Nullable String traceParent,
      @RequestHeader(name = EventHeaders.TRACE_STATE, required = false)
          @Nullable String traceState) {
    StoredAction action = find(account, id);
    JsonNode input = input(body);
    String orderingKey = orderingKey(body);
    body.done();
    return new Fired(
        firing.publish(
            firing.event(action, input, orderingKey), new Firing.Trace(traceParent, traceState)));
  }

  /** A real execution whose first result is waited for: 200 with it, or 202 without. */
  @PostMapping("/test-fire")
  ResponseEntity<TestFiring.Result> testFire(
      Account account, @PathVariable String id, Fields body) {
    StoredAction action = find(account, id);
    JsonNode input = input(body);
    body.done();
    return testFiring.fire(account, id, action.definition(), input);
  }

  private StoredAction find(Account account, String id) {
    return store.find(account.id(), id).orElseThrow(() -> ProblemException.notFound("action"));
  }

  private static JsonNode input(Fields body) {
    return body.any("input");
  }

  private static @Nullable String orderingKey(Fields body) {
    return body.line("orderingKey", 1_000);
  }

  @Override
  public List<DescribedBody> bodies() {
    Map<String, String> about = Map.of("input", "Any JSON; what templates see as input");
    return List.of(
        DescribedBody.of(
            "POST /api/v1/actions/{id}/fire",
            body -> {
              var _ = input(body);
              var _ = orderingKey(body);
            },
            about),
        DescribedBody.of("POST /api/v1/actions/{id}/test-fire", FiringApi::input, about));
  }
}
