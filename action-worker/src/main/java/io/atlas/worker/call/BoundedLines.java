package io.atlas.worker.call;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.HttpTransportMetrics;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * A connection's buffer as chunks are read from it. Lines that follow one another without any data
 * between them are bounded together: those are a response's trailers, which are held in memory like
 * its head. The library bounds each line by the connection's limit, and their number.
 */
final class BoundedLines implements SessionInputBuffer {

  private static final int LINE_END = 2;

  private final SessionInputBuffer buffer;
  private int inARow;
  private int unpaid;

  BoundedLines(SessionInputBuffer buffer) {
    this.buffer = buffer;
  }

  @Override
  public int readLine(CharArrayBuffer line, InputStream in) throws IOException {
    int read = buffer.readLine(line, in);
    int length = LINE_END + Math.max(0, read);
    inARow += length;
    unpaid += length;
    if (inARow > HeadParser.MAX_HEAD_BYTES) {
      throw new MessageConstraintException("the answer's trailers are too large");
    }
    if (unpaid > HeadParser.SHORT_HEAD) {
      ResponseMemory.hold((long) HeadParser.BYTES_HELD * unpaid);
      unpaid = 0;
    }
    return read;
  }

  private int data(int read) {
    inARow = 0;
    unpaid = 0;
    return read;
  }

  @Override
  public int read(byte[] into, int offset, int length, InputStream in) throws IOException {
    return data(buffer.read(into, offset, length, in));
  }

  @Override
  public int read(byte[] into, InputStream in) throws IOException {
    return data(buffer.read(into, in));
  }

  @Override
  public int read(InputStream in) throws IOException {
    return data(buffer.read(in));
  }

  @Override
  public int length() {
    return buffer.length();
  }

  @Override
  public int capacity() {
    return buffer.capacity();
  }

  @Override
  public int available() {
    return buffer.available();
  }

  @Override
  public HttpTransportMetrics getMetrics() {
    return buffer.getMetrics();
  }
}
