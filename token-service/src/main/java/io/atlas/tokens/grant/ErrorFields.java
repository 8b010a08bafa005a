package io.atlas.tokens.grant;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Code and words of an error, where RFC 6749 section 5.2 wants them and where providers put them
 * instead: {@code error} as an object or number, {@code errors[]}, {@code fault}, {@code message}.
 */
final class ErrorFields {

  private static final List<String> CODES = List.of("code", "errorCode", "error_code", "type");
  private static final List<String> WORDS =
      List.of(
          "error_description",
          "message",
          "error_message",
          "errorMessage",
          "description",
          "detail",
          "title",
          "faultstring",
          "error_summary",
          "msg");

  private ErrorFields() {}

  /**
   * @param success whether the status says so: then only {@code error} and {@code errors} count
   */
  static @Nullable String code(JsonNode fields, boolean success) {
    JsonNode error = fields.path("error");
    if (error.isValueNode() && !error.isNull()) {
      String code = error.asString("");
      return code.isBlank() || code.equals("false") || (success && code.equals("0")) ? null : code;
    }
    if (error.isObject()) {
      String code = first(error, CODES);
      return code == null ? "error" : code;
    }
    JsonNode nested = nested(fields);
    if (nested != null) {
      String code = nested.isObject() ? first(nested, CODES) : nested.asString("");
      return code == null || code.isBlank() ? "error" : code;
    }
    return success ? null : first(fields, CODES);
  }

  static @Nullable String description(JsonNode fields) {
    String own = first(fields, WORDS);
    if (own != null) {
      return own;
    }
    JsonNode error = fields.path("error");
    if (error.isObject()) {
      return first(error, WORDS);
    }
    JsonNode nested = nested(fields);
    if (nested == null) {
      return null;
    }
    return nested.isObject() ? first(nested, WORDS) : nested.asString(null);
  }

  /** A quoted parameter of a WWW-Authenticate header (RFC 6750 section 3), or null. */
  static @Nullable String inChallenge(String challenge, String parameter) {
    Matcher quoted =
        Pattern.compile("(?:^|[\\s,])" + parameter + "\\s*=\\s*\"([^\"]*)\"").matcher(challenge);
    return quoted.find() && !quoted.group(1).isBlank() ? quoted.group(1) : null;
  }

  private static @Nullable JsonNode nested(JsonNode fields) {
    JsonNode errors = fields.path("errors");
    if (errors.isArray() && !errors.isEmpty()) {
      return errors.get(0);
    }
    JsonNode fault = fields.path("fault");
    return fault.isObject() ? fault : null;
  }

  private static @Nullable String first(JsonNode object, List<String> names) {
    for (String name : names) {
      JsonNode value = object.path(name);
      if (value.isValueNode() && !value.isNull() && !value.asString("").isBlank()) {
        return value.asString("");
      }
    }
    return null;
  }
}
