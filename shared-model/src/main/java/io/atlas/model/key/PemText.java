package io.atlas.model.key;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A private key in PEM (RFC 7468), found in a pasted text in one pass.
 *
 * @param kind what stands before PRIVATE KEY, such as {@code RSA}; empty for PKCS #8
 */
@SuppressWarnings("ArrayRecordComponent") // read once
record PemText(String kind, byte[] der) {

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String LABEL_END = "PRIVATE KEY-----";
  private static final int LONGEST_KIND = 20;

  /** Null where the text holds no private key. */
  static @Nullable PemText in(String pasted) {
    // Some tools hand out keys as one line, with the line ends escaped.
    String text = pasted.replace("\\r", "").replace("\\n", "\n");
    for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, begin + 1)) {
      int kindAt = begin + BEGIN.length();
      int label = labelEnd(text, kindAt);
      if (label >= 0) {
        int content = label + LABEL_END.length();
        int end = text.indexOf(END, content);
        return end < 0 ? null : of(text.substring(kindAt, label).strip(), text, content, end);
      }
    }
    return null;
  }

  private static int labelEnd(String text, int from) {
    int at = from;
    while (at < text.length() && at - from <= LONGEST_KIND) {
      if (text.startsWith(LABEL_END, at)) {
        return at;
      }
      at++;
    }
    return -1;
  }

  private static @Nullable PemText of(String kind, String text, int from, int to) {
    StringBuilder base64 = new StringBuilder(to - from);
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!Character.isWhitespace(c)) {
        base64.append(c);
      }
    }
    try {
      return new PemText(kind, Base64.getDecoder().decode(base64.toString()));
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }
}
