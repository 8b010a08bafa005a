package io.atlas.tokens.grant;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer, decompressed.
 *
 * @param headers by name in lower case, the first of each
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are only read, and never compared
record HttpAnswer(int status, Map<String, String> headers, byte[] body) {

  @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  String contentType() {
    return headers.getOrDefault("content-type", "");
  }

  boolean successful() {
    return status >= 200 && status < 300;
  }

  /** Without the body, which may hold a token. */
  @Override
  public String toString() {
    return "HttpAnswer[" + status + ", " + body.length + " bytes]";
  }
}
