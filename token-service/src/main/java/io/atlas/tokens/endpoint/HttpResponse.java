package io.atlas.tokens.endpoint;

import io.atlas.model.text.LowerCase;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole response, decompressed.
 *
 * @param headers by name in lower case, the first of each
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are only read, and never compared
public record HttpResponse(int status, Map<String, String> headers, byte[] body) {

  /** By name in any case. */
  public @Nullable String header(String name) {
    return headers.get(LowerCase.ascii(name));
  }

  public String contentType() {
    return headers.getOrDefault("content-type", "");
  }

  public boolean successful() {
    return status >= 200 && status < 300;
  }

  /** Without the body, which may hold a token. */
  @Override
  public String toString() {
    return "HttpResponse[" + status + ", " + body.length + " bytes]";
  }
}
