package io.atlas.connections.action;

import io.atlas.connections.request.ResponseFields;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Flag;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ActionDefinition.Retry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An action as callers see it: never a secret header's value. */
public record ActionResponse(
    String id,
    String name,
    boolean enabled,
    String method,
    String url,
    List<Header> headers,
    @Nullable String body,
    Authentication authentication,
    long timeoutMs,
    Retry retry,
    @Nullable RateLimit rateLimit,
    @Nullable String orderingKey,
    List<Flag> flags,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  /** Their names: a response, changed, may be sent back whole. */
  static final List<String> FIELDS = ResponseFields.of(ActionResponse.class);

  /**
   * @param value null where secret
   */
  public record Header(String name, @Nullable String value, boolean secret) {}

  static ActionResponse of(StoredAction stored) {
    ActionDefinition definition = stored.definition();
    return new ActionResponse(
        stored.id(),
        definition.name(),
        definition.enabled(),
        definition.method(),
        definition.url(),
        definition.headers().stream()
            .map(header -> new Header(header.name(), header.value(), header.secret()))
            .toList(),
        definition.body(),
        definition.authentication(),
        definition.timeoutMs(),
        definition.retry(),
        definition.rateLimit(),
        definition.orderingKey(),
        definition.flags(),
        definition.version(),
        stored.createdAt(),
        stored.updatedAt());
  }
}
