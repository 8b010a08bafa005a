package io.atlas.console.action;

import io.atlas.console.action.ActionForm.HeaderRow;
import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.Problem;
import io.atlas.console.frame.DurationText;
import io.atlas.console.frame.FormProblems;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ActionDefinition.Retry;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** From typed text to a draft; the connection-service checks what the draft says. */
final class ActionReading {

  /** The connection-service's fields, where the form shows them, and what it calls them. */
  private enum Field {
    NAME("name", "name", "Name"),
    METHOD("method", "method", "Method"),
    URL("url", "url", "URL"),
    HEADERS("headers", "headers", "Header"),
    BODY("body", "body", "Body"),
    AUTHENTICATION("authentication", "authentication", "Authentication method"),
    TIMEOUT("timeoutMs", "timeout", "Timeout (ms)"),
    FIRST_DELAY("retry.firstDelayMs", "firstDelay", "First retry after (ms)"),
    FACTOR("retry.factor", "factor", "Factor"),
    MAX_DELAY("retry.maxDelayMs", "maxDelay", "Longest wait (ms)"),
    MAX_AGE("retry.maxAgeMs", "maxAge", "Give up after (ms)"),
    RETRY("retry", "maxAttempts", "Attempts"),
    RATE("rateLimit", "ratePerSecond", "Rate limit"),
    ORDERING_KEY("orderingKey", "orderingKey", "Ordering key");

    private final String path;
    private final String formField;
    private final String label;

    Field(String path, String formField, String label) {
      this.path = path;
      this.formField = formField;
      this.label = label;
    }
  }

  private ActionReading() {}

  /** Null where something could not be read; the problems say what. */
  static Action.@Nullable Draft draft(ActionForm form, FormProblems problems) {
    long timeout = millis(form.timeout(), "timeout", problems);
    Retry retry = retry(form, problems);
    RateLimit rate = rate(form.ratePerSecond(), problems);
    if (!problems.isEmpty()) {
      return null;
    }
    return new Action.Draft(
        strip(form.name()),
        !Boolean.FALSE.equals(form.enabled()),
        strip(form.method()),
        strip(form.url()),
        headers(form.filledHeaders()),
        form.body() == null || form.body().isBlank() ? null : form.body(),
        authentication(form.authentication()),
        timeout,
        retry,
        rate,
        form.orderingKey() == null || form.orderingKey().isBlank() ? null : form.orderingKey(),
        null);
  }

  /** What the connection-service found, at the form's fields. */
  static void add(Problem problem, FormProblems problems) {
    for (Problem.FieldError error : problem.errors()) {
      Field at =
          Arrays.stream(Field.values())
              .filter(field -> error.field().startsWith(field.path))
              .findFirst()
              .orElse(null);
      if (at == null) {
        problems.add(error.field(), error.field() + " " + error.message());
      } else {
        problems.add(at.formField, at.label + " " + error.message());
      }
    }
  }

  private static List<Action.Header> headers(List<HeaderRow> rows) {
    return rows.stream()
        .map(row -> {
          boolean kept = row.isSecret() && row.isStored() && strip(row.value()).isEmpty();
          return new Action.Header(
              strip(row.name()), kept ? null : String.valueOf(row.value()), row.isSecret());
        })
        .toList();
  }

  private static Authentication authentication(@Nullable String chosen) {
    return chosen == null || chosen.isEmpty() || chosen.equals(ActionForm.NO_AUTHENTICATION)
        ? Authentication.NONE
        : Authentication.connection(chosen);
  }

  private static @Nullable Retry retry(ActionForm form, FormProblems problems) {
    OptionalDouble attempts = number(form.maxAttempts(), "maxAttempts", problems);
    OptionalDouble factor = number(form.factor(), "factor", problems);
    long first = millis(form.firstDelay(), "firstDelay", problems);
    long longest = millis(form.maxDelay(), "maxDelay", problems);
    long age = millis(form.maxAge(), "maxAge", problems);
    if (!problems.isEmpty()) {
      return null;
    }
    try {
      return new Retry((int) attempts.getAsDouble(), first, factor.getAsDouble(), longest, age);
    } catch (IllegalArgumentException outOfRange) {
      problems.add("maxAttempts", "Retries: " + outOfRange.getMessage());
      return null;
    }
  }

  private static @Nullable RateLimit rate(@Nullable String typed, FormProblems problems) {
    if (typed == null || typed.isBlank()) {
      return null;
    }
    OptionalDouble perSecond = number(typed, "ratePerSecond", problems);
    try {
      return perSecond.isEmpty() ? null : new RateLimit(perSecond.getAsDouble());
    } catch (IllegalArgumentException outOfRange) {
      problems.add("ratePerSecond", "Rate limit: " + outOfRange.getMessage());
      return null;
    }
  }

  private static OptionalDouble number(
      @Nullable String typed, String field, FormProblems problems) {
    try {
      return OptionalDouble.of(Double.parseDouble(strip(typed)));
    } catch (NumberFormatException noNumber) {
      problems.add(field, "Must be a number.");
      return OptionalDouble.empty();
    }
  }

  private static long millis(@Nullable String typed, String field, FormProblems problems) {
    var millis = DurationText.millis(strip(typed));
    if (millis.isEmpty()) {
      problems.add(field, "Must be a duration such as 30 s, 2 min or 24 h.");
    }
    return millis.orElse(0);
  }

  private static String strip(@Nullable String typed) {
    return typed == null ? "" : typed.strip();
  }
}
