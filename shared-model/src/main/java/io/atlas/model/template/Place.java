package io.atlas.model.template;

import com.samskivert.mustache.Mustache;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Where a value stands, which decides how it is written. In JSON a value is written as JSON; the
 * tag scanner marks tags outside of strings as unescaped, and within a string the escaper takes the
 * quotes off again. Where more than that matters, a {@link Position} knows it.
 */
enum Place {
  URL(Place::urlPart, Place::percentEncoded),
  HEADER(Written::scalar, Place::headerSafe),
  JSON(Written::json, Written::withinString),
  PLAIN(Written::scalar, text -> text),
  POSITION(value -> RenderingBudget.current().positioned(value), text -> text);

  private static final String HEX = "0123456789ABCDEF";

  @SuppressWarnings("ImmutableEnumChecker") // its fields are final, and so is all they hold
  private final Mustache.Compiler compiler;

  Place(Mustache.Formatter formatter, Mustache.Escaper escaper) {
    this.compiler =
        Mustache.compiler()
            .withFormatter(value -> {
              // Empty values take no room in the output, so they are counted here.
              RenderingBudget.current().step();
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

  /**
   * An empty value in a path would address something else than its author meant, such as all
   * customers instead of one.
   */
  private static String urlPart(Object value) {
    String text = Written.scalar(value);
    if (text.isEmpty() && RenderingBudget.current().isInPath()) {
      throw new Unfit("must not be empty in the path of a URL");
    }
    return text;
  }

  private static String percentEncoded(String text) {
    return percentEncoded(text, StandardCharsets.UTF_8);
  }

  static String percentEncoded(String text, Charset charset) {
    if (text.chars().allMatch(Place::unreserved)) {
      return text;
    }
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(charset)) {
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

  /** The value cannot stand there; without the value, which may be private. */
  static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unfit(String message) {
      super(message, null, false, false);
    }
  }
}
