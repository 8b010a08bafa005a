package io.atlas.connections.action;

import io.atlas.connections.request.Fields;
import io.atlas.connections.request.RateLimitField;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Flag;
import io.atlas.model.event.ActionDefinition.Header;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ActionDefinition.Retry;
import io.atlas.model.template.TemplateException;
import io.atlas.model.template.TextTemplate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An action as it arrived: every field looked at, secrets not yet sealed. */
record ActionBody(
    String name,
    boolean enabled,
    ActionRequest request,
    long timeoutMs,
    Retry retry,
    @Nullable RateLimit rateLimit,
    @Nullable String orderingKey,
    boolean keepRequestBody) {

  private static final long LONGEST_TIMEOUT_MS = 300_000;
  private static final long DAY_MS = 86_400_000;

  /** What fields mean, where their names do not say it. */
  static final Map<String, String> ABOUT =
      Map.of(
          "url",
          "A template; with a connection or a secret header its scheme, host and port are literal",
          "headers.value",
          "A template; of a secret header sealed on arrival",
          "body",
          "A template",
          "timeoutMs",
          "Of one attempt",
          "orderingKey",
          "A template over the input",
          "keepRequestBody",
          "Whether results show the request's body");

  static ActionBody read(Fields fields) {
    return new ActionBody(
        fields.requiredLine("name", 200),
        fields.flag("enabled", true),
        ActionRequest.read(fields),
        timeout(fields),
        retry(fields.object("retry")),
        RateLimitField.read(fields),
        orderingKey(fields),
        fields.flag("keepRequestBody", true));
  }

  /** For a preview, which looks at no more than the request and its order. */
  static void describePreviewed(Fields fields) {
    var _ = fields.line("name", 200);
    var _ = fields.flag("enabled", true);
    var _ = ActionRequest.read(fields);
    var _ = timeout(fields);
    var _ = retry(fields.object("retry"));
    var _ = RateLimitField.read(fields);
    var _ = orderingKey(fields);
    var _ = fields.flag("keepRequestBody", true);
  }

  /** To be tried once, now, whatever it says of being off and of retries. */
  ActionBody onceOnly() {
    Retry once =
        new Retry(1, retry.firstDelayMs(), retry.factor(), retry.maxDelayMs(), retry.maxAgeMs());
    return new ActionBody(
        name, true, request, timeoutMs, once, rateLimit, orderingKey, keepRequestBody);
  }

  ActionDefinition definition(
      long version, String accountId, List<Header> headers, List<Flag> flags) {
    return new ActionDefinition(
        version,
        accountId,
        name,
        enabled,
        request.method(),
        request.url(),
        headers,
        request.body(),
        request.authentication(),
        timeoutMs,
        retry,
        rateLimit,
        orderingKey,
        keepRequestBody ? null : Boolean.FALSE,
        flags);
  }

  private static long timeout(Fields fields) {
    Long timeoutMs = fields.integer("timeoutMs", 100, LONGEST_TIMEOUT_MS);
    return timeoutMs == null
        ? fields.absent("timeoutMs", ActionDefinition.DEFAULT_TIMEOUT_MS)
        : timeoutMs;
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
    long first =
        firstDelayMs == null ? fields.absent("firstDelayMs", preset.firstDelayMs()) : firstDelayMs;
    long most =
        maxDelayMs == null
            ? Math.max(first, fields.absent("maxDelayMs", preset.maxDelayMs()))
            : maxDelayMs;
    if (most < first) {
      fields.reject("maxDelayMs", "must not be below firstDelayMs, " + first);
      most = first;
    }
    return new Retry(
        maxAttempts == null
            ? fields.absent("maxAttempts", preset.maxAttempts())
            : maxAttempts.intValue(),
        first,
        factor == null ? fields.absent("factor", preset.factor()) : factor,
        most,
        maxAgeMs == null ? fields.absent("maxAgeMs", preset.maxAgeMs()) : maxAgeMs);
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
