package io.atlas.console.history;

import io.atlas.model.event.AccountIds;
import io.atlas.model.event.ActionExecuted;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A result as the history keeps it: with ids that an index can hold and a day to lie on. The same
 * result always gives the same row.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record HistoryRow(
    ActionExecuted result,
    byte[] json,
    String accountId,
    Instant firedAt,
    @Nullable String host,
    @Nullable EventPlace event) {

  /** Publishers may choose execution ids; longer ones, or with other characters, are not kept. */
  private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,256}");

  /** Publishers name the time of firing; further from the attempt than this it is not believed. */
  private static final Duration PLAUSIBLE_AGE = Duration.ofDays(8);

  private static final Duration PLAUSIBLE_SKEW = Duration.ofHours(1);

  /**
   * Null where the result has no account or no usable id.
   *
   * @param json the result as it stands on the topic
   * @param event null where the result does not tell
   */
  static @Nullable HistoryRow of(ActionExecuted result, byte[] json, @Nullable EventPlace event) {
    String account = result.accountId();
    if (account == null
        || !AccountIds.isUsable(account)
        || !isId(result.executionId())
        || !isId(result.actionId())) {
      return null;
    }
    return new HistoryRow(result, json, account, day(result), host(result), event);
  }

  HistoryRow firedAt(Instant other) {
    return new HistoryRow(result, json, accountId, other, host, event);
  }

  static boolean isId(@Nullable String id) {
    return id != null && ID.matcher(id).matches();
  }

  LocalDate firedOn() {
    return LocalDate.ofInstant(firedAt, ZoneOffset.UTC);
  }

  private static Instant day(ActionExecuted result) {
    return plausible(result.firedAt(), result.startedAt());
  }

  /** The time of firing where it is near the time of what followed, else that time. */
  static Instant plausible(@Nullable Instant firedAt, Instant followed) {
    boolean believed =
        firedAt != null
            && firedAt.isAfter(followed.minus(PLAUSIBLE_AGE))
            && firedAt.isBefore(followed.plus(PLAUSIBLE_SKEW));
    Instant taken = firedAt != null && believed ? firedAt : followed;
    // As precisely as an event's journey through the delay topics keeps it.
    return taken.truncatedTo(ChronoUnit.MILLIS);
  }

  static @Nullable String host(ActionExecuted result) {
    if (result.request() == null) {
      return null;
    }
    try {
      return URI.create(result.request().url()).getHost();
    } catch (IllegalArgumentException noUrl) {
      return null;
    }
  }
}
