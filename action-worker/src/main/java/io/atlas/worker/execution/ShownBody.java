package io.atlas.worker.execution;

import io.atlas.model.redaction.Redaction;
import io.atlas.model.text.LowerCase;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A body as a result shows it: text, without secrets, cut; pure functions. */
final class ShownBody {

  /** Behind a body of which there is more. */
  private static final String CUT = "… [cut]";

  /** So far a document may say in which charset it is. */
  private static final int PROLOGUE = 1_024;

  private ShownBody() {}

  /**
   * @param body from its beginning; more than {@code keptBytes} tell that there is more
   * @param coding of the body, null for none
   * @param contentType null for none
   * @return null for an empty body, or where nothing is kept
   */
  static @Nullable String of(
      byte[] body,
      int keptBytes,
      @Nullable String coding,
      @Nullable String contentType,
      Redaction secrets) {
    if (body.length == 0 || keptBytes == 0) {
      return null;
    }
    boolean rawCut = body.length > keptBytes;
    String size = rawCut ? keptBytes + " bytes or more]" : body.length + " bytes]";
    ContentCodings.Decoded decoded = ContentCodings.decode(body, coding, keptBytes);
    if (decoded == null) {
      return "[encoded, " + size;
    }
    byte[] plain = decoded.bytes();
    boolean cut = decoded.cut() || plain.length > keptBytes || (rawCut && !decoded.whole());
    return text(plain, keptBytes, cut, size, charset(plain, contentType), secrets);
  }

  /**
   * Of a request, which is all there and whose charset is known.
   *
   * @return null for an empty body, or where nothing is kept
   */
  static @Nullable String of(byte[] body, int keptBytes, Charset charset, Redaction secrets) {
    return body.length == 0 || keptBytes == 0
        ? null
        : text(body, keptBytes, body.length > keptBytes, body.length + " bytes]", charset, secrets);
  }

  private static String text(
      byte[] body, int keptBytes, boolean cut, String size, Charset charset, Redaction secrets) {
    String text = new String(body, 0, Math.min(body.length, keptBytes), charset);
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    if (text.indexOf('\0') >= 0) {
      return "[binary, " + size;
    }
    return cut ? secrets.applyToCut(whole(text)) + CUT : secrets.apply(text);
  }

  /** Without the character that a cut went through. */
  private static String whole(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\uFFFD') {
      end--;
    }
    return text.substring(0, end);
  }

  /** By its mark, by what is declared, by what it says of itself; else UTF-8. */
  private static Charset charset(byte[] body, @Nullable String contentType) {
    if (startsWith(body, 0xFE, 0xFF) || startsWith(body, 0xFF, 0xFE)) {
      return StandardCharsets.UTF_16;
    }
    if (startsWith(body, 0xEF, 0xBB, 0xBF)) {
      return StandardCharsets.UTF_8;
    }
    String declared = contentType == null ? null : named(contentType, "charset=");
    if (declared == null && body.length > 0 && body[0] == '<') {
      String prologue =
          new String(body, 0, Math.min(body.length, PROLOGUE), StandardCharsets.ISO_8859_1);
      if (prologue.startsWith("<?xml")) {
        declared = named(prologue, "encoding=");
      } else if (contentType != null && LowerCase.ascii(contentType).contains("html")) {
        declared = named(prologue, "charset=");
      }
    }
    return declared == null ? StandardCharsets.UTF_8 : known(declared);
  }

  private static boolean startsWith(byte[] body, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (body.length <= i || (body[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /** What follows the first such name: a word, or a word in quotes. */
  private static @Nullable String named(String text, String name) {
    int at = LowerCase.ascii(text).indexOf(name);
    if (at < 0) {
      return null;
    }
    int from = at + name.length();
    while (from < text.length() && "\"' ".indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    int end = from;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end))
            || "-_.:+".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    return end == from ? null : text.substring(from, end);
  }

  private static Charset known(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException unknown) {
      return StandardCharsets.UTF_8;
    }
  }
}
