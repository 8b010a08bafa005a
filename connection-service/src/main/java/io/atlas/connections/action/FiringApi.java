package io.atlas.connections.action;

import io.atlas.connections.account.Account;
import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.Fields;
import io.atlas.connections.request.NewIds;
import io.atlas.model.client.ActionPublisher;
import io.atlas.model.event.ActionFired;
import io.atlas.model.event.EventJson;
import io.atlas.model.template.TemplateException;
import io.atlas.model.template.TextTemplate;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Firing an action by REST; the answer comes once the broker has the event. */
@RestController
@RequestMapping("/api/v1/actions/{id}/fire")
class FiringApi {

  /** What a worker takes, for the whole event. */
  private static final int LARGEST_EVENT = 1 << 20;

  private static final long LONGEST_WAIT_SECONDS = 15;

  private final ActionStore store;
  private final ActionPublisher publisher;
  private final NewIds ids;
  private final Clock clock;

  FiringApi(ActionStore store, ActionPublisher publisher, NewIds ids, Clock clock) {
    this.store = store;
    this.publisher = publisher;
    this.ids = ids;
    this.clock = clock;
  }

  record Fired(String executionId) {}

  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  Fired fire(Account account, @PathVariable String id, Fields body) {
    StoredAction action =
        store.find(account.id(), id).orElseThrow(() -> ProblemException.notFound("action"));
    JsonNode input = body.any("input");
    String orderingKey = body.line("orderingKey", 1_000);
    body.done();
    return new Fired(publish(event(action, input, orderingKey)));
  }

  private ActionFired event(StoredAction action, JsonNode input, @Nullable String orderingKey) {
    String executionId = ids.execution();
    Instant now = clock.instant();
    String template = action.definition().orderingKey();
    String key =
        orderingKey == null && template != null
            ? rendered(template, input, executionId, now)
            : orderingKey;
    ActionFired event = new ActionFired(action.id(), input, executionId, key, now);
    if (EventJson.write(event).length > LARGEST_EVENT) {
      throw InvalidFieldsException.of("input", "makes the event larger than 1 MiB");
    }
    return event;
  }

  private static String rendered(
      String template, JsonNode input, String executionId, Instant firedAt) {
    try {
      return TextTemplate.compile("orderingKey", template).render(input, executionId, firedAt);
    } catch (TemplateException unfit) {
      throw InvalidFieldsException.of(
          "input", "does not fit the action's ordering key: " + unfit.text());
    }
  }

  private String publish(ActionFired event) {
    try {
      return publisher.publish(event).get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException away) {
      throw ProblemException.unavailable(
          "The event broker did not take the event in time; it may yet have done so.");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable("The service is stopping.");
    }
  }
}
