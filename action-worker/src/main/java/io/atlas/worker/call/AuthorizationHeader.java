package io.atlas.worker.call;

import io.atlas.model.seal.Secret;
import org.apache.hc.core5.http.FormattedHeader;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicLineFormatter;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * The {@code Authorization} of requests with a token (RFC 6750 section 2.1, RFC 9449 section 7.1).
 * Written out once for all requests of a token: a token is most of a request's head, and formatting
 * it each time was 4 % of the worker's processor time. Immutable; never printed.
 */
public final class AuthorizationHeader implements FormattedHeader {

  private final String scheme;
  private final Secret token;
  private final CharArrayBuffer line;

  private AuthorizationHeader(String scheme, Secret token) {
    this.scheme = scheme;
    this.token = token;
    this.line = new CharArrayBuffer(64 + token.value().length());
    BasicLineFormatter.INSTANCE.formatHeader(
        line, new BasicHeader(HttpHeaders.AUTHORIZATION, getValue()));
  }

  public static AuthorizationHeader bearer(Secret token) {
    return new AuthorizationHeader("Bearer", token);
  }

  /** Of use with a proof beside it. */
  public static AuthorizationHeader dpop(Secret token) {
    return new AuthorizationHeader("DPoP", token);
  }

  /** The whole line; readers leave it as it is. */
  @Override
  public CharArrayBuffer getBuffer() {
    return line;
  }

  @Override
  public int getValuePos() {
    return line.indexOf(':') + 1;
  }

  @Override
  public String getName() {
    return HttpHeaders.AUTHORIZATION;
  }

  @Override
  public String getValue() {
    return scheme + " " + token.value();
  }

  @Override
  public boolean isSensitive() {
    return true;
  }

  @Override
  public String toString() {
    return "Authorization: [redacted]";
  }
}
