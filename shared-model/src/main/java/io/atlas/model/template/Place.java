package io.atlas.model.template;

import com.samskivert.mustache.Mustache;
import io.atlas.model.event.EventJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Where a value stands, which decides how it is written. In JSON a value is written as JSON; the
 * tag scanner marks tags outside of strings as unescaped, and within a string the escaper takes the
 * quotes off again.
 */
enum Place {
  URL(Place::urlPart, Place::percentEncoded),
  HEADER(Place::scalar, Place::headerSafe),
  JSON(Place::json, Place::withinString),
  FORM(Place::scalar, Place::percentEncoded),
  XML(Place::scalar, Place::xmlEscaped),
  PLAIN(Place::scalar, text -> text);

  private static final String HEX = "0123456789ABCDEF";

  @SuppressWarnings("ImmutableEnumChecker") // its fields are final, and so is all they hold
  private final Mustache.Compiler compiler;

  Place(Mustache.Formatter formatter, Mustache.Escaper escaper) {
    this.compiler =
        Mustache.compiler()
            .withFormatter(value -> {
              // Empty values take no room in the output, so they are counted here.
              Rendering.current().step();
              return formatter.format(value);
            })
            .withEscaper(escaper)
            .withCollector(new JsonCollector())
            .withLoader(name -> {
              throw new IllegalStateException("partials are refused");
            });
  }

  Mustache.Compiler compiler() {
    return compiler;
  }

  /** Which place a body of this media type is; parameters such as charset do not matter. */
  static Place ofMediaType(String mediaType) {
    int semicolon = mediaType.indexOf(';');
    String type =
        (semicolon < 0 ? mediaType : mediaType.substring(0, semicolon))
            .trim()
            .toLowerCase(java.util.Locale.ROOT);
    if (type.equals("application/json") || type.endsWith("+json")) {
      return JSON;
    }
    if (type.equals("application/x-www-form-urlencoded")) {
      return FORM;
    }
    if (type.endsWith("/xml") || type.endsWith("+xml") || type.equals("text/html")) {
      return XML;
    }
    return PLAIN;
  }

  /**
   * Texts, the most frequent by far, without a generator: that took 4.5 % of a worker's profile.
   */
  private static String json(Object value) {
    return switch (value) {
      case StringNode text -> quoted(text.stringValue());
      case JsonNode node -> EventJson.MAPPER.writeValueAsString(node);
      default -> String.valueOf(value);
    };
  }

  /** RFC 8259 section 7. */
  private static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, json);
    return json.append('"').toString();
  }

  /** The JSON of a value for the inside of a string: its own quotes off, structure escaped. */
  private static String withinString(String json) {
    char first = json.charAt(0);
    String quoted =
        switch (first) {
          case '"' -> json;
          case '{', '[' -> quoted(json);
          default -> '"' + json + '"';
        };
    return quoted.substring(1, quoted.length() - 1);
  }

  private static String scalar(Object value) {
    if (!(value instanceof JsonNode node)) {
      return String.valueOf(value);
    }
    if (node.isContainer() || node.isNull()) {
      throw new Unfit("must be a text, a number or true or false here");
    }
    return node.isNumber() ? plainNumber(node.decimalValue()) : node.asString();
  }

  /** Without an exponent, which is JSON's way of writing and not everybody's: 0.0000001. */
  private static String plainNumber(BigDecimal number) {
    long scale = number.scale(); // any int: 1e2147483647 is JSON
    long digits = Math.max(number.precision() - Math.min(scale, 0), scale);
    if (digits > Limits.NUMBER_DIGITS) {
      throw new Unfit("is a number of more than " + Limits.NUMBER_DIGITS + " digits");
    }
    return number.toPlainString();
  }

  /**
   * An empty value in a path would address something else than its author meant, such as all
   * customers instead of one.
   */
  private static String urlPart(Object value) {
    String text = scalar(value);
    if (text.isEmpty() && Rendering.current().isInPath()) {
      throw new Unfit("must not be empty in the path of a URL");
    }
    return text;
  }

  private static String percentEncoded(String text) {
    if (text.chars().allMatch(Place::unreserved)) {
      return text;
    }
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (unreserved(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.charAt(b >> 4 & 0xF)).append(HEX.charAt(b & 0xF));
      }
    }
    return encoded.toString();
  }

  /** RFC 3986 section 2.3. */
  private static boolean unreserved(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '.'
        || c == '_'
        || c == '~';
  }

  private static String headerSafe(String text) {
    if (!visible(text)) {
      throw new Unfit("holds characters that a header cannot carry (RFC 9110 section 5.5)");
    }
    return text;
  }

  /** Visible ASCII, space and tab: everything that cannot break a header field. */
  static boolean visible(String text) {
    return text.chars().allMatch(c -> (c >= ' ' && c < 0x7F) || c == '\t');
  }

  private static String xmlEscaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** The value cannot stand there; without the value, which may be private. */
  static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unfit(String message) {
      super(message, null, false, false);
    }
  }
}
