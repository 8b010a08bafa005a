package io.atlas.worker.call;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.ProtocolException;

/** The lengths that an answer announces (RFC 9112 section 6.3). */
final class ContentLengths {

  private ContentLengths() {}

  /**
   * Leaves one of several that are equal, as one header or as a list in one.
   *
   * @throws RefusedHeadException where they differ, or are no lengths
   */
  static void check(ClassicHttpResponse head) throws ProtocolException {
    Header[] lengths = head.getHeaders(HttpHeaders.CONTENT_LENGTH);
    if (lengths.length == 0) {
      return;
    }
    String only = null;
    boolean several = lengths.length > 1;
    for (Header length : lengths) {
      for (String part : String.valueOf(length.getValue()).split(",", -1)) {
        String value = part.strip();
        if (!isLength(value) || (only != null && !only.equals(value))) {
          throw new RefusedHeadException(head.getCode());
        }
        several |= only != null;
        only = value;
      }
    }
    if (several) {
      head.removeHeaders(HttpHeaders.CONTENT_LENGTH);
      head.addHeader(HttpHeaders.CONTENT_LENGTH, only);
    }
  }

  /**
   * Chunks and a length: whoever reads it otherwise sees where the next answer begins elsewhere.
   */
  static boolean contradictChunks(ClassicHttpResponse head) {
    return head.containsHeader(HttpHeaders.TRANSFER_ENCODING)
        && head.containsHeader(HttpHeaders.CONTENT_LENGTH);
  }

  private static boolean isLength(String value) {
    return !value.isEmpty()
        && value.length() <= 18
        && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
