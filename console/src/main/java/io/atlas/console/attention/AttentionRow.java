package io.atlas.console.attention;

import io.atlas.console.frame.Bidi;
import io.atlas.console.notice.Line;
import io.atlas.model.event.Notice.Kind;
import java.text.NumberFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * A line as the page shows it.
 *
 * @param severity as the style sheet names it
 * @param summary what happened
 * @param when what {@code time} is of it
 * @param because what follows from it; null where nothing does
 * @param button what to do, at {@code link}
 * @param more under the last of its kind that is shown: how many there are; null where all are
 * @param allLink the list of all of its kind
 */
record AttentionRow(
    String severity,
    String summary,
    String when,
    Instant time,
    String hint,
    @Nullable String because,
    String button,
    String link,
    @Nullable String more,
    String allLink) {

  static AttentionRow of(Line line, int shown, Map<String, String> names) {
    return switch (line) {
      case Line.Cause cause ->
          new AttentionRow(
              cause.kind() == Kind.SECRET_EXPIRING ? "warn" : "bad",
              cause.summary(),
              "since",
              cause.since(),
              cause.hint(),
              because(cause),
              button(cause),
              cause.link(),
              more(all(cause.kind()), cause.place(), shown),
              allLink(cause.kind()));
      case Line.Failures failures ->
          new AttentionRow(
              "warn",
              events(failures.extent().failed())
                  + (failures.extent().more() ? " or more" : "")
                  + " of "
                  + name(names.get(failures.actionId()))
                  + " failed",
              "last",
              failures.last(),
              failures.category().summary() + " " + failures.category().hint(),
              null,
              "See them",
              UriComponentsBuilder.fromPath("/executions")
                  .queryParam("outcome", "FAILED")
                  .queryParam("actionId", "{action}")
                  .queryParam("category", failures.category().name())
                  .encode()
                  .buildAndExpand(failures.actionId())
                  .toUriString(),
              more("Kinds of failures", failures.place(), shown),
              "/executions?outcome=FAILED");
    };
  }

  private static String name(@Nullable String name) {
    return name == null ? "a deleted action" : "“" + Bidi.isolated(name) + "”";
  }

  private static @Nullable String more(String all, Line.Place place, int shown) {
    return place.number() == shown && place.of() > shown
        ? all + " in all: " + number(place.of())
        : null;
  }

  /** Events that failed are what a notice of dead letters tells, and follow from no other. */
  private static @Nullable String because(Line.Cause cause) {
    Line.Extent extent = cause.extent();
    List<String> parts = new ArrayList<>();
    if (extent.actions() > 1 || (extent.actions() == 1 && isOfConnection(cause.kind()))) {
      parts.add(number(extent.actions()) + (extent.actions() == 1 ? " action" : " actions"));
    }
    if (extent.waiting() > 0) {
      parts.add(events(extent.waiting()) + (extent.waiting() == 1 ? " waits" : " wait"));
    }
    if (extent.failed() > 0) {
      parts.add(
          (extent.waiting() > 0 ? number(extent.failed()) : events(extent.failed())) + " failed");
    }
    boolean isTheCause = cause.kind() != Kind.DEAD_LETTERS && cause.kind() != Kind.SUCCESS_RATE;
    return parts.isEmpty()
        ? null
        : String.join(", ", parts)
            + (extent.more() ? ", or more" : "")
            + (isTheCause ? " because of it." : ".");
  }

  private static boolean isOfConnection(Kind kind) {
    return kind == Kind.CONNECTION_FAILING;
  }

  private static String events(long number) {
    return number(number) + (number == 1 ? " event" : " events");
  }

  private static String number(long number) {
    return NumberFormat.getIntegerInstance(Locale.ENGLISH).format(number);
  }

  private static String button(Line.Cause cause) {
    return switch (cause.kind()) {
      case CONNECTION_FAILING -> "Look at the connection";
      case ACTION_FLAGGED -> "Switch connection";
      case SECRET_EXPIRING ->
          cause.link().endsWith("#certificate") ? "Renew certificate" : "Rotate secret";
      case DEAD_LETTERS, SUCCESS_RATE, DEAD_LETTERS_OF_NO_ACCOUNT -> "See them";
      case CIRCUIT_OPEN -> "Look at the action";
      case INSTANCE_LOST, LAG_GROWING -> "Look at operations";
      case UNKNOWN -> "Look at it";
    };
  }

  private static String all(Kind kind) {
    return switch (kind) {
      case CONNECTION_FAILING -> "Failing connections";
      case ACTION_FLAGGED -> "Flagged actions";
      case SECRET_EXPIRING -> "Secrets and certificates about to expire";
      case DEAD_LETTERS -> "Actions with dead letters";
      case SUCCESS_RATE -> "Actions that often fail";
      case CIRCUIT_OPEN -> "Open circuits";
      case INSTANCE_LOST -> "Lost instances";
      case LAG_GROWING -> "Growing lags";
      case DEAD_LETTERS_OF_NO_ACCOUNT -> "Dead letters of no account";
      case UNKNOWN -> "Of kinds that this version does not know";
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
      case DEAD_LETTERS_OF_NO_ACCOUNT -> "/operations/dead-letters";
      case UNKNOWN -> "/attention";
    };
  }
}
