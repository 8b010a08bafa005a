package io.atlas.console.action;

import io.atlas.console.document.FieldText;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Retry;
import io.atlas.model.text.LowerCase;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of an action's form, but for headers: where each stands in the document, and what the
 * form calls it. Those with a hint are shown under Delivery, in this order, without more ado.
 */
enum ActionField {
  NAME("name", "name", "Name", FieldText.line(), null),
  ENABLED("enabled", "enabled", "Enabled", FieldText.flag(true), null),
  METHOD("method", "method", "Method", FieldText.line(), null),
  URL("url", "url", "URL", FieldText.line(), null),
  BODY("body", "body", "Body", FieldText.text(), null),
  HIDE_REQUEST_BODY(
      "keepRequestBody", "hideRequestBody", "Hide request bodies", FieldText.flagForFalse(), null),
  AUTHENTICATION(
      "authentication", "authentication", "Authentication method", authentication(), null),
  TIMEOUT(
      "timeoutMs",
      "timeout",
      "Timeout",
      FieldText.duration(ActionDefinition.DEFAULT_TIMEOUT_MS),
      "For one attempt, such as 30 s."),
  MAX_ATTEMPTS(
      "retry.maxAttempts",
      "maxAttempts",
      "Attempts",
      FieldText.number(Retry.DEFAULT.maxAttempts()),
      "The first one included."),
  MAX_AGE(
      "retry.maxAgeMs",
      "maxAge",
      "Give up after",
      FieldText.duration(Retry.DEFAULT.maxAgeMs()),
      "Since the event fired."),
  FIRST_DELAY(
      "retry.firstDelayMs",
      "firstDelay",
      "First retry after",
      FieldText.duration(Retry.DEFAULT.firstDelayMs()),
      "Such as 1 s."),
  FACTOR(
      "retry.factor",
      "factor",
      "Each wait longer by factor",
      FieldText.number(Retry.DEFAULT.factor()),
      "1 for waits of the same length."),
  MAX_DELAY(
      "retry.maxDelayMs",
      "maxDelay",
      "Longest wait",
      FieldText.duration(Retry.DEFAULT.maxDelayMs()),
      "Between two attempts."),
  RATE(
      "rateLimit.perSecond",
      "ratePerSecond",
      "Rate limit",
      FieldText.optionalNumber(),
      "Requests a second. Empty for no limit."),
  ORDERING_KEY(
      "orderingKey",
      "orderingKey",
      "Ordering key",
      FieldText.line(),
      "Events with the same key, such as {{input.customerId}}, run one at a time, in order."
          + " Empty for no order.");

  static final String NO_AUTHENTICATION = "NONE";

  private final String path;
  private final String param;
  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // immutable, but for what a function may do
  private final FieldText text;

  private final @Nullable String hint;

  ActionField(String path, String param, String label, FieldText text, @Nullable String hint) {
    this.path = path;
    this.param = param;
    this.label = label;
    this.text = text;
    this.hint = hint;
  }

  static List<ActionField> delivery() {
    return Arrays.stream(values()).filter(field -> field.hint != null).toList();
  }

  /** In the document. */
  String path() {
    return path;
  }

  FieldText text() {
    return text;
  }

  /** In the form. */
  public String param() {
    return param;
  }

  public String label() {
    return label;
  }

  public @Nullable String hint() {
    return hint;
  }

  /** Of the field's control. */
  public String id() {
    return LowerCase.ascii(name()).replace('_', '-');
  }

  /** {@code NONE}, or a connection's id. */
  private static FieldText authentication() {
    return FieldText.of(
        value -> value.hasNonNull("connectionId") ? value.get("connectionId").asString() : "NONE",
        (typed, _) -> chosen(typed.strip()),
        "NONE");
  }

  private static JsonNode chosen(String typed) {
    ObjectNode authentication = JsonNodeFactory.instance.objectNode();
    return typed.isEmpty() || typed.equals("NONE")
        ? authentication.put("type", "NONE")
        : authentication.put("type", "CONNECTION").put("connectionId", typed);
  }
}
