package io.atlas.connections.action;

import io.atlas.connections.request.Fields;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ActionDefinition.Retry;
import io.atlas.model.template.TemplateException;
import io.atlas.model.template.TextTemplate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An action as it arrived: every field looked at, secrets not yet sealed. */
record ActionForm(
    String name,
    boolean enabled,
    RequestForm request,
    long timeoutMs,
    Retry retry,
    @Nullable RateLimit rateLimit,
    @Nullable String orderingKey,
    boolean keepRequestBody) {

  private static final long LONGEST_TIMEOUT_MS = 300_000;
  private static final long DAY_MS = 86_400_000;

  /** The action's fields beside those of its request. */
  static final List<String> DELIVERY =
      List.of(
          "name", "enabled", "timeoutMs", "retry", "rateLimit", "orderingKey", "keepRequestBody");

  static ActionForm read(Fields fields) {
    Long timeoutMs = fields.integer("timeoutMs", 100, LONGEST_TIMEOUT_MS);
    return new ActionForm(
        fields.requiredLine("name", 200),
        fields.flag("enabled", true),
        RequestForm.read(fields),
        timeoutMs == null ? ActionDefinition.DEFAULT_TIMEOUT_MS : timeoutMs,
        retry(fields.object("retry")),
        fields.rateLimit("rateLimit"),
        orderingKey(fields),
        fields.flag("keepRequestBody", true));
  }

  private static Retry retry(@Nullable Fields fields) {
    if (fields == null) {
      return Retry.DEFAULT;
    }
    Retry preset = Retry.DEFAULT;
    Long maxAttempts = fields.integer("maxAttempts", 1, 100);
    Long firstDelayMs = fields.integer("firstDelayMs", 1, DAY_MS);
    Double factor = fields.number("factor", 1, 100);
    Long maxDelayMs = fields.integer("maxDelayMs", 1, 7 * DAY_MS);
    Long maxAgeMs = fields.integer("maxAgeMs", 1, 30 * DAY_MS);
    long first = firstDelayMs == null ? preset.firstDelayMs() : firstDelayMs;
    long most = maxDelayMs == null ? Math.max(first, preset.maxDelayMs()) : maxDelayMs;
    if (most < first) {
      fields.reject("maxDelayMs", "must not be below firstDelayMs, " + first);
      most = first;
    }
    return new Retry(
        maxAttempts == null ? preset.maxAttempts() : maxAttempts.intValue(),
        first,
        factor == null ? preset.factor() : factor,
        most,
        maxAgeMs == null ? preset.maxAgeMs() : maxAgeMs);
  }

  static @Nullable String orderingKey(Fields fields) {
    String template = fields.line("orderingKey", 1_000);
    if (template != null) {
      try {
        TextTemplate.compile("orderingKey", template);
      } catch (TemplateException unusable) {
        fields.reject("orderingKey", unusable.text());
      }
    }
    return template;
  }
}
