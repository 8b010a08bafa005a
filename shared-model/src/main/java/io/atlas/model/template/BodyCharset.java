package io.atlas.model.template;

import io.atlas.model.text.LowerCase;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import org.jspecify.annotations.Nullable;

/** The charset that a Content-Type declares (RFC 9110 section 8.3.2); UTF-8 where it names none. */
record BodyCharset(Charset charset) {

  /**
   * @throws TemplateException where this runtime knows none of that name, or cannot write it
   */
  static BodyCharset of(String contentType) {
    String name = parameter(contentType, "charset");
    if (name == null || name.isEmpty()) {
      return new BodyCharset(StandardCharsets.UTF_8);
    }
    try {
      Charset known = Charset.forName(name);
      if (known.canEncode()) {
        return new BodyCharset(known);
      }
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      // Told below.
    }
    throw new TemplateException(
        BodyTemplate.FIELD,
        "has a Content-Type with an unknown charset; use utf-8, or another that is registered");
  }

  boolean isUtf8() {
    return charset.equals(StandardCharsets.UTF_8);
  }

  /**
   * @throws TemplateException where a character of the text is none of the charset's
   */
  byte[] encode(String text) {
    if (isUtf8()) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    try {
      ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(text));
      byte[] encoded = new byte[bytes.remaining()];
      bytes.get(encoded);
      return encoded;
    } catch (CharacterCodingException missing) {
      throw new TemplateException(
          BodyTemplate.FIELD,
          "holds a character that its charset, " + charset.name() + ", does not have");
    }
  }

  /** The same position, whose values hold no character that the charset lacks. */
  Position within(Position position) {
    if (isUtf8()) {
      return position;
    }
    CharsetEncoder encoder = charset.newEncoder();
    return new Position() {
      @Override
      public void follow(CharSequence written) {
        position.follow(written);
      }

      @Override
      public String value(Object value) {
        String text = position.value(value);
        if (encoder.canEncode(text)) {
          return text;
        }
        StringBuilder referenced = new StringBuilder(text.length() + 16);
        text.codePoints()
            .forEach(c -> {
              String character = Character.toString(c);
              String reference = encoder.canEncode(character) ? character : position.reference(c);
              if (reference == null) {
                throw new Place.Unfit(
                    "holds a character that the body's charset, "
                        + charset.name()
                        + ", does not have");
              }
              referenced.append(reference);
            });
        return referenced.toString();
      }
    };
  }

  /** A parameter of a media type, without quotes; the first of its name, in any case. */
  static @Nullable String parameter(String contentType, String name) {
    int at = contentType.indexOf(';');
    while (at >= 0 && at < contentType.length()) {
      int equals = contentType.indexOf('=', at);
      if (equals < 0) {
        return null;
      }
      String key = LowerCase.ascii(contentType.substring(at + 1, equals).strip());
      int from = equals + 1;
      while (from < contentType.length() && Character.isWhitespace(contentType.charAt(from))) {
        from++;
      }
      StringBuilder value = new StringBuilder();
      boolean quoted = from < contentType.length() && contentType.charAt(from) == '"';
      int i = quoted ? from + 1 : from;
      for (; i < contentType.length(); i++) {
        char c = contentType.charAt(i);
        if (quoted ? c == '"' : c == ';') {
          break;
        }
        if (quoted && c == '\\' && i + 1 < contentType.length()) {
          i++;
        }
        value.append(contentType.charAt(i));
      }
      if (key.equals(name)) {
        return value.toString().strip();
      }
      at = contentType.indexOf(';', i);
    }
    return null;
  }
}
