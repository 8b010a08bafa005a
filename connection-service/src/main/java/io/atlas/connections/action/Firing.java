package io.atlas.connections.action;

import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.NewIds;
import io.atlas.kit.rate.AccountShares;
import io.atlas.model.client.ActionPublisher;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventJson;
import io.atlas.model.template.TemplateException;
import io.atlas.model.template.TextTemplate;
import io.atlas.model.template.TimeLimit;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Makes the event of an action that is fired here, and publishes it. */
@Component
class Firing {

  /** What a worker takes, for the whole event. */
  private static final int LARGEST_EVENT = 1 << 20;

  private static final long LONGEST_WAIT_SECONDS = 15;
  private static final Duration LONGEST_RENDERING = Duration.ofSeconds(1);

  private final AccountShares orderingKeys =
      new AccountShares("ordering keys", AccountShares.HALF_THE_PROCESSORS);
  private final ActionPublisher publisher;
  private final NewIds ids;
  private final Clock clock;

  Firing(ActionPublisher publisher, NewIds ids, Clock clock) {
    this.publisher = publisher;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * @param orderingKey null for the action's own template, if it has one
   * @throws InvalidFieldsException where the input does not fit
   * @throws BulkheadFullException where too many of the account's ordering keys are being made
   */
  ActionFired event(StoredAction action, JsonNode input, @Nullable String orderingKey) {
    return event(action.id(), action.definition(), input, orderingKey);
  }

  /** As for one that is stored. */
  ActionFired event(
      String actionId, ActionDefinition definition, JsonNode input, @Nullable String orderingKey) {
    String executionId = ids.execution();
    Instant now = clock.instant();
    String template = definition.orderingKey();
    String key =
        orderingKey == null && template != null
            ? orderingKeys.use(
                definition.accountId(), () -> rendered(template, input, executionId, now))
            : orderingKey;
    ActionFired event = new ActionFired(actionId, input, executionId, key, now);
    if (EventJson.write(event).length > LARGEST_EVENT) {
      throw InvalidFieldsException.of("input", "makes the event larger than 1 MiB");
    }
    return event;
  }

  private static String rendered(
      String template, JsonNode input, String executionId, Instant firedAt) {
    try {
      return TextTemplate.compile("orderingKey", template)
          .render(input, executionId, firedAt, TimeLimit.of(LONGEST_RENDERING, System::nanoTime));
    } catch (TemplateException unfit) {
      throw InvalidFieldsException.of(
          "input", "does not fit the action's ordering key: " + unfit.text());
    }
  }

  /** What the caller's own request says of the trace it belongs to (W3C Trace Context). */
  record Trace(@Nullable String parent, @Nullable String state) {}

  /**
   * Returns once the broker has the event.
   *
   * @return the execution id
   * @throws ProblemException 503 where the broker does not take it in time
   */
  String publish(ActionFired event, Trace trace) {
    try {
      return publisher
          .publish(event, trace.parent(), trace.state())
          .get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException away) {
      throw ProblemException.unavailable(
          "The event broker did not take the event in time; it may yet have done so.");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable("The service is stopping.");
    }
  }
}
