package io.atlas.tokens.grant;

import io.atlas.model.http.ClockSkew;
import io.atlas.model.seal.Secret;
import io.atlas.tokens.endpoint.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a provider's clock is from ours: by its {@code Date}, else by a token that it issued in
 * our future. A token of the past may just be one that is repeated. Pure.
 *
 * @param skew positive where the provider is ahead, null where nothing is known
 */
record ProviderClock(@Nullable Duration skew) {

  static ProviderClock of(HttpResponse response, Instant sentAt, Instant receivedAt) {
    return new ProviderClock(ClockSkew.of(response.header("date"), sentAt, receivedAt));
  }

  /**
   * What to say of a token's times.
   *
   * @param warnings is added to
   */
  void warn(Secret token, Instant receivedAt, List<String> warnings) {
    JwtTimes times = JwtTimes.of(token);
    Duration issued = ahead(times.issuedAt(), receivedAt);
    Duration valid = ahead(times.notBefore(), receivedAt);
    Duration known = skew != null ? skew : issued;
    if (known != null && ClockSkew.isNotable(known)) {
      warnings.add(
          "The provider's clock is "
              + ClockSkew.inWords(known)
              + ": whichever is wrong should be set, or tokens end too early or too late.");
    }
    if (valid != null && ClockSkew.isNotable(valid)) {
      warnings.add(
          "The token is not valid before "
              + times.notBefore()
              + " (nbf), "
              + valid.toSeconds()
              + " s from now by our clock: a target whose clock agrees with ours refuses it until"
              + " then.");
    }
  }

  private static @Nullable Duration ahead(@Nullable Instant claimed, Instant now) {
    return claimed == null || !claimed.isAfter(now) ? null : Duration.between(now, claimed);
  }
}
