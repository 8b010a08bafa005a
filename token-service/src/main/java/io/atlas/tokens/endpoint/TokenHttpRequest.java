package io.atlas.tokens.endpoint;

import io.atlas.model.redaction.Redaction;
import java.util.Map;

/**
 * A token request as it goes over the wire.
 *
 * @param redaction of every secret in it
 */
public record TokenHttpRequest(
    String url,
    Map<String, String> headers,
    String contentType,
    String body,
    TlsMaterial tls,
    Redaction redaction) {

  public TokenHttpRequest {
    headers = Map.copyOf(headers);
  }

  @Override
  public String toString() {
    return "TokenHttpRequest[redacted]";
  }
}
