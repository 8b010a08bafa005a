package io.atlas.tokens.endpoint;

import io.atlas.model.text.LowerCase;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

/** Reads responses as far as they may go, before and after they are decompressed. */
final class BoundedResponse {

  private BoundedResponse() {}

  /** Leaves the response open: closing would read on to its end, which may never come. */
  static HttpResponse read(ClassicHttpResponse response) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (Header header : response.getHeaders()) {
      headers.putIfAbsent(LowerCase.ascii(header.getName()), String.valueOf(header.getValue()));
    }
    HttpEntity entity = response.getEntity();
    byte[] raw = entity == null ? new byte[0] : capped(entity.getContent());
    String encoding = headers.getOrDefault("content-encoding", "");
    boolean successful = response.getCode() >= 200 && response.getCode() < 300;
    return new HttpResponse(response.getCode(), headers, decoded(raw, encoding, successful));
  }

  /** By what it is: some servers name an encoding beside a clear or an empty body. */
  private static byte[] decoded(byte[] raw, String encoding, boolean successful)
      throws IOException {
    boolean gzip = raw.length > 1 && (raw[0] & 0xff) == 0x1f && (raw[1] & 0xff) == 0x8b;
    if (!gzip && (encoding.isBlank() || isClear(raw))) {
      return raw;
    }
    try {
      if (gzip) {
        return capped(new GZIPInputStream(new ByteArrayInputStream(raw)));
      }
    } catch (ZipException | EOFException damaged) {
      if (successful) {
        throw new ResponseRefused("The answer says that it is compressed, and is not.");
      }
    }
    if (successful) {
      throw new ResponseRefused("The answer has a content encoding that was not asked for.");
    }
    // The status of a refusal says enough.
    return new byte[0];
  }

  private static boolean isClear(byte[] raw) {
    for (int i = 0; i < Math.min(raw.length, 64); i++) {
      int c = raw[i] & 0xff;
      boolean text = c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
      if (!text) {
        return false;
      }
    }
    return true;
  }

  private static byte[] capped(InputStream in) throws IOException {
    byte[] body = in.readNBytes(EndpointLimits.MAX_RESPONSE_BYTES + 1);
    if (body.length > EndpointLimits.MAX_RESPONSE_BYTES) {
      throw new ResponseRefused("The answer is larger than 1 MiB.");
    }
    return body;
  }

  /** A response that is not read any further; the message is fit to show. */
  static final class ResponseRefused extends IOException {
    private static final long serialVersionUID = 1L;

    ResponseRefused(String message) {
      super(message);
    }
  }
}
