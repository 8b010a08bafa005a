package io.atlas.console.attention;

import io.atlas.console.notice.Raised;
import io.atlas.model.event.Notice.Kind;
import java.text.NumberFormat;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A notice as the page shows it.
 *
 * @param severity as the style sheet names it
 * @param because what waits or failed because of it; null where nothing did
 * @param button what to do, at {@code link}
 * @param more under the last of its kind that is shown: how many there are; null where all are
 * @param allLink the list of all of its kind
 */
record AttentionRow(
    String severity,
    String summary,
    Instant since,
    String hint,
    @Nullable String because,
    String button,
    String link,
    @Nullable String more,
    String allLink) {

  static AttentionRow of(Raised.Row row, int shown) {
    return new AttentionRow(
        row.kind() == Kind.SECRET_EXPIRING ? "warn" : "bad",
        row.summary(),
        row.since(),
        row.hint(),
        because(row.waiting(), row.failed()),
        button(row.kind()),
        row.link(),
        row.place() == shown && row.ofKind() > shown
            ? all(row.kind()) + " in all: " + number(row.ofKind())
            : null,
        allLink(row.kind()));
  }

  static @Nullable String because(long waiting, long failed) {
    if (waiting == 0 && failed == 0) {
      return null;
    }
    String waits = number(waiting) + (waiting == 1 ? " event waits" : " events wait");
    String failures =
        number(failed) + (waiting > 0 ? "" : failed == 1 ? " event" : " events") + " failed";
    return waiting == 0 ? failures : failed == 0 ? waits : waits + ", " + failures;
  }

  private static String number(long number) {
    return NumberFormat.getIntegerInstance(Locale.ENGLISH).format(number);
  }

  private static String button(Kind kind) {
    return switch (kind) {
      case CONNECTION_FAILING -> "Look at the connection";
      case ACTION_FLAGGED -> "Switch connection";
      case SECRET_EXPIRING -> "Rotate secret";
      case DEAD_LETTERS, SUCCESS_RATE -> "See them";
      case CIRCUIT_OPEN -> "Look at the action";
      case INSTANCE_LOST, LAG_GROWING -> "Look at operations";
    };
  }

  private static String all(Kind kind) {
    return switch (kind) {
      case CONNECTION_FAILING -> "Failing connections";
      case ACTION_FLAGGED -> "Flagged actions";
      case SECRET_EXPIRING -> "Secrets about to expire";
      case DEAD_LETTERS -> "Actions with dead letters";
      case SUCCESS_RATE -> "Actions that often fail";
      case CIRCUIT_OPEN -> "Open circuits";
      case INSTANCE_LOST -> "Lost instances";
      case LAG_GROWING -> "Growing lags";
    };
  }

  private static String allLink(Kind kind) {
    return switch (kind) {
      case CONNECTION_FAILING -> "/account/connections?status=FAILING";
      case ACTION_FLAGGED -> "/actions?flagged=true";
      case SECRET_EXPIRING -> "/account/connections?status=ACTIVE";
      case DEAD_LETTERS, SUCCESS_RATE -> "/executions?outcome=FAILED";
      case CIRCUIT_OPEN -> "/actions";
      case INSTANCE_LOST, LAG_GROWING -> "/operations/instances";
    };
  }
}
