package io.atlas.connections.action;

import io.atlas.connections.request.ComponentNames;
import io.atlas.kit.problem.FieldError;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Flag;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ActionDefinition.Retry;
import io.atlas.model.template.RequestTemplate;
import io.atlas.model.template.TemplateException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An action as callers see it: never a secret header's value.
 *
 * @param warnings what its author should know, though it works
 */
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
    boolean keepRequestBody,
    List<Flag> flags,
    List<FieldError> warnings,
    long version,
    Instant createdAt,
    Instant updatedAt) {

  /** Their names: a response, changed, may be sent back whole. */
  static final List<String> FIELDS = ComponentNames.of(ActionResponse.class);

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
        headers(definition),
        definition.body(),
        definition.authentication(),
        definition.timeoutMs(),
        definition.retry(),
        definition.rateLimit(),
        definition.orderingKey(),
        !Boolean.FALSE.equals(definition.keepRequestBody()),
        definition.flags(),
        warnings(definition.url(), definition.headers(), definition.body()),
        definition.version(),
        stored.createdAt(),
        stored.updatedAt());
  }

  static List<Header> headers(ActionDefinition definition) {
    return definition.headers().stream()
        .map(header -> new Header(header.name(), header.value(), header.secret()))
        .toList();
  }

  /** Of a request that can be compiled. */
  static List<FieldError> warnings(
      String url, List<ActionDefinition.Header> headers, @Nullable String body) {
    try {
      String warning = RequestTemplate.compile(url, headers, body, false).bodyWarning();
      return warning == null ? List.of() : List.of(new FieldError("body", warning));
    } catch (TemplateException olderRules) {
      return List.of(new FieldError(olderRules.field(), olderRules.text()));
    }
  }
}
