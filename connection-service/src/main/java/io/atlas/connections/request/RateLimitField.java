package io.atlas.connections.request;

import io.atlas.model.event.ActionDefinition.RateLimit;
import org.jspecify.annotations.Nullable;

/** A rate limit as bodies hold it: {@code {"perSecond": 2.5}}. */
public final class RateLimitField {

  private static final String FIELD = "rateLimit";

  private RateLimitField() {}

  /** Null where absent. */
  public static @Nullable RateLimit read(Fields fields) {
    Fields limit = fields.object(FIELD);
    Double perSecond = limit == null ? null : limit.requiredNumber("perSecond", 0.0001, 1_000_000);
    return perSecond == null ? null : new RateLimit(perSecond);
  }
}
