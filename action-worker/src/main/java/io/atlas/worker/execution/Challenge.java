package io.atlas.worker.execution;

import io.atlas.model.text.LowerCase;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What WWW-Authenticate says (RFC 6750 section 3). */
record Challenge(@Nullable String error, @Nullable String description, @Nullable String scope) {

  private static final int LONGEST_QUOTE = 200;

  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?:^|[\\s,])(error|error_description|scope)\\s*=\\s*(?:\"([^\"]*)\"|([^\\s,\"]+))",
          Pattern.CASE_INSENSITIVE);

  /**
   * @param challenges of all schemes: a target may name several, in one field or in many (RFC 9110
   *     section 11.6.1)
   */
  static Challenge of(String challenges) {
    String error = null;
    String description = null;
    String scope = null;
    Matcher parameters = PARAMETER.matcher(challenges);
    while (parameters.find()) {
      String quoted = parameters.group(2);
      String value = sanitised(quoted == null ? parameters.group(3) : quoted);
      switch (LowerCase.ascii(parameters.group(1))) {
        case "error" -> error = value;
        case "error_description" -> description = value;
        default -> scope = value;
      }
    }
    return new Challenge(error, description, scope);
  }

  String inWords() {
    if (error == null) {
      return "";
    }
    return " It says: " + error + (description == null ? "" : ": " + description) + ".";
  }

  /** What a target says, short and printable. */
  static String sanitised(String text) {
    String clean = text.replaceAll("[^\\x20-\\x7E]", " ").strip();
    return clean.length() > LONGEST_QUOTE ? clean.substring(0, LONGEST_QUOTE) + "…" : clean;
  }
}
