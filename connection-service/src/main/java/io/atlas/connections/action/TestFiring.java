package io.atlas.connections.action;

import io.atlas.connections.account.Account;
import io.atlas.kit.rate.AccountShares;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionFired;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Fires an action and waits for what becomes of the first attempt. */
@Component
class TestFiring {

  /** Each has a consumer of its own, and may wait 45 s. */
  private static final int AT_ONCE = 10;

  private static final Firing.Trace NO_TRACE = new Firing.Trace(null, null);

  private final AccountShares underWay = new AccountShares("test fires", AT_ONCE);
  private final Firing firing;
  private final FirstResult results;

  TestFiring(Firing firing, FirstResult results) {
    this.firing = firing;
    this.results = results;
  }

  /**
   * @param result of the first attempt; null where there was none in time, and then it will be in
   *     the history
   */
  record Result(String executionId, @Nullable ActionExecuted result) {}

  /** 200 with the result, or 202 without. */
  ResponseEntity<Result> fire(
      Account account, String actionId, ActionDefinition definition, JsonNode input) {
    ActionFired event = firing.event(actionId, definition, input, null);
    String executionId = String.valueOf(event.executionId());
    ActionExecuted result =
        underWay
            .use(
                account.id(),
                () ->
                    results.of(
                        executionId, definition.timeoutMs(), () -> firing.publish(event, NO_TRACE)))
            .orElse(null);
    return ResponseEntity.status(result == null ? HttpStatus.ACCEPTED : HttpStatus.OK)
        .body(new Result(executionId, result));
  }
}
