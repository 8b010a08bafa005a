package io.atlas.worker.call;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponseFactory;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Reads heads of answers, whole ones only, and takes nothing else for one: what does not begin with
 * a status line is no HTTP, rather than something to be skipped until the time is up. One a
 * connection.
 */
final class HeadParser implements HttpMessageParser<ClassicHttpResponse> {

  /** An answer of nothing but interim ones would keep its reader busy until its time is up. */
  private static final int MAX_INTERIM = 20;

  /** All heads of an answer together, interim ones too; read in pieces of a buffer's size. */
  static final int MAX_HEAD_BYTES = 64 << 10;

  /** What every event pays for beforehand. */
  static final int SHORT_HEAD = 4 << 10;

  /** Characters of two bytes while it is parsed, then as text. */
  static final int BYTES_HELD = 4;

  private final HttpMessageParser<ClassicHttpResponse> parser;
  private final Watched watched = new Watched();
  private int interim;

  HeadParser(Http1Config limits) {
    this.parser = new DefaultHttpResponseParser(limits, null, new Responses());
  }

  @Override
  public @Nullable ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
      throws IOException, HttpException {
    watched.begin(in, buffer.length() > 0);
    ClassicHttpResponse head = parser.parse(buffer, watched);
    if (head == null) {
      return null;
    }
    if (watched.bytes - buffer.length() > MAX_HEAD_BYTES) {
      throw new MessageConstraintException("the answer's head is too large");
    }
    if (watched.ended) {
      throw new ConnectionClosedException("the head of the answer was cut off");
    }
    if (head.getCode() >= 200) {
      interim = 0;
      ContentLengths.check(head);
    } else if (++interim > MAX_INTERIM || head.getCode() == 101) {
      throw new ProtocolException("an interim answer that nobody asked for");
    }
    if (head instanceof Response response) {
      response.buffer = buffer;
    }
    return head;
  }

  /** From now on bytes are of the next answer. */
  void awaitResponse() {
    watched.startOver();
  }

  /** Whether a byte came since {@link #awaitResponse}. */
  boolean hasBegun() {
    return watched.bytes > 0;
  }

  /** Whether the target said more than its answer, which the next one must not begin with. */
  static boolean isFollowedByMore(ClassicHttpResponse read) {
    return read instanceof Response response
        && response.buffer != null
        && response.buffer.length() > 0;
  }

  /** An answer that knows where its bytes came from. */
  private static final class Response extends BasicClassicHttpResponse {
    private static final long serialVersionUID = 1L;
    private transient @Nullable SessionInputBuffer buffer;

    Response(int status, @Nullable String reason) {
      super(status, reason);
    }
  }

  private static final class Responses implements HttpResponseFactory<ClassicHttpResponse> {

    @Override
    public ClassicHttpResponse newHttpResponse(int status, @Nullable String reason) {
      return new Response(status, reason);
    }

    @Override
    public ClassicHttpResponse newHttpResponse(int status) {
      return new Response(status, null);
    }
  }

  /**
   * Counts what is read, and tells whether the connection ended meanwhile; a long head is paid for.
   */
  private static final class Watched extends InputStream {

    /** A frame's type, with which an HTTP/2 server begins (RFC 9113 section 3.4). */
    private static final int HTTP2_SETTINGS = 4;

    /** Of records (RFC 8446 section 5.1). */
    private static final int TLS_ALERT = 21;

    private static final int TLS_HANDSHAKE = 22;

    private InputStream in = InputStream.nullInputStream();
    private boolean ended;
    private final byte[] first = new byte[5];
    private int bytes;
    private int unpaid;

    void startOver() {
      bytes = 0;
    }

    void begin(InputStream source, boolean buffered) {
      in = source;
      ended = false;
      bytes += buffered ? 1 : 0;
      unpaid = 0;
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      counted(next < 0 ? -1 : 1);
      return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = in.read(into, offset, length);
      for (int i = 0; i < read && bytes + i < first.length; i++) {
        first[bytes + i] = into[offset + i];
      }
      counted(read);
      refuseOtherProtocols();
      return read;
    }

    /** Some servers wait for more from their client's side, and would be waited for. */
    private void refuseOtherProtocols() throws OtherProtocolException {
      if (bytes < first.length) {
        return;
      }
      if (first[0] == 0 && first[1] == 0 && first[3] == HTTP2_SETTINGS && first[4] == 0) {
        throw new OtherProtocolException("HTTP/2 alone");
      }
      if ((first[0] == TLS_ALERT || first[0] == TLS_HANDSHAKE) && first[1] == 3) {
        throw new OtherProtocolException("TLS, so that its URL needs https://");
      }
      if (first[0] == 'S' && first[1] == 'S' && first[2] == 'H' && first[3] == '-') {
        throw new OtherProtocolException("SSH");
      }
    }

    private void counted(int read) throws IOException {
      if (read < 0) {
        ended = true;
        return;
      }
      bytes += read;
      if (bytes > MAX_HEAD_BYTES + TargetConnection.BUFFER_BYTES) {
        throw new MessageConstraintException("the answer's head is too large");
      }
      unpaid += read;
      if (unpaid > SHORT_HEAD) {
        ResponseMemory.hold((long) BYTES_HELD * unpaid);
        unpaid = 0;
      }
    }
  }
}
