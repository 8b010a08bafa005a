package io.atlas.tokens.endpoint;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads heads of answers, 64 KiB in all for one request, interim answers included. One a
 * connection.
 */
final class BoundedHeads implements HttpMessageParser<ClassicHttpResponse> {

  private static final int MOST_BYTES = 64 << 10;

  /** What is read ahead into the session's buffer may be of the body. */
  private static final int READ_AHEAD = 8 << 10;

  private final HttpMessageParser<ClassicHttpResponse> parser;
  private int bytes;

  BoundedHeads(HttpMessageParser<ClassicHttpResponse> parser) {
    this.parser = parser;
  }

  @Override
  public @Nullable ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
      throws IOException, HttpException {
    return parser.parse(buffer, new Counted(in));
  }

  private final class Counted extends FilterInputStream {

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = super.read(into, offset, length);
      count(Math.max(0, read));
      return read;
    }

    private void count(int read) throws IOException {
      bytes += read;
      if (bytes > MOST_BYTES + READ_AHEAD) {
        throw new MessageConstraintException("the answer's head is too large");
      }
    }
  }
}
