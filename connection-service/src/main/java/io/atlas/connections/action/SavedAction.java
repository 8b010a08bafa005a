package io.atlas.connections.action;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ActionDefinition.Retry;
import io.atlas.model.text.LowerCase;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What somebody saved of an action, as it may be saved again: a body for {@code PUT}, in which a
 * secret header has no value and so keeps the one that is stored.
 */
record SavedAction(
    String name,
    boolean enabled,
    String method,
    String url,
    List<ActionResponse.Header> headers,
    @Nullable String body,
    Authentication authentication,
    long timeoutMs,
    Retry retry,
    @Nullable RateLimit rateLimit,
    @Nullable String orderingKey,
    boolean keepRequestBody) {

  static SavedAction of(ActionDefinition definition) {
    return new SavedAction(
        definition.name(),
        definition.enabled(),
        definition.method(),
        definition.url(),
        ActionResponse.headers(definition),
        definition.body(),
        definition.authentication(),
        definition.timeoutMs(),
        definition.retry(),
        definition.rateLimit(),
        definition.orderingKey(),
        !Boolean.FALSE.equals(definition.keepRequestBody()));
  }

  /** A value that somebody made a secret later is none to show. */
  SavedAction hiding(ActionDefinition present) {
    Set<String> secret =
        present.headers().stream()
            .filter(ActionDefinition.Header::secret)
            .map(header -> LowerCase.ascii(header.name()))
            .collect(Collectors.toUnmodifiableSet());
    return new SavedAction(
        name,
        enabled,
        method,
        url,
        headers.stream()
            .map(header ->
                secret.contains(LowerCase.ascii(header.name()))
                    ? new ActionResponse.Header(header.name(), null, true)
                    : header)
            .toList(),
        body,
        authentication,
        timeoutMs,
        retry,
        rateLimit,
        orderingKey,
        keepRequestBody);
  }
}
