package io.atlas.worker.call;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;

/** Reads an answer's body: keeps its beginning, reads on to reuse the connection, up to a cap. */
public final class ResponseReader {

  private static final byte[] NOTHING = {};
  private static final int UNKNOWN_LENGTH = 512;
  private static final int SCRATCH_BYTES = 8_192;

  /** What every event pays for beforehand. */
  private static final int SMALL = 5 << 10;

  private final int keptBytes;
  private final int maxBytes;

  /**
   * @param keptBytes of the body's beginning for the result
   * @param maxBytes more is too large
   */
  public ResponseReader(int keptBytes, int maxBytes) {
    if (keptBytes < 0 || maxBytes < keptBytes) {
      throw new IllegalArgumentException("0 <= keptBytes <= maxBytes");
    }
    this.keptBytes = keptBytes;
    this.maxBytes = maxBytes;
  }

  @SuppressWarnings("ArrayRecordComponent") // written once, here
  record Body(byte[] kept, boolean tooLarge) {}

  Body read(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new Body(NOTHING, false);
    }
    long length = entity.getContentLength();
    if (length > maxBytes) {
      return new Body(NOTHING, true);
    }
    InputStream in = entity.getContent();
    int wanted = length >= 0 ? (int) Math.min(length, keptBytes) : keptBytes;
    byte[] kept = beginning(in, wanted, length >= 0 ? wanted : Math.min(wanted, UNKNOWN_LENGTH));
    // Fewer bytes than asked for: the body has ended.
    boolean hasMore = kept.length == keptBytes && kept.length != length;
    return new Body(kept, hasMore && drainsBeyondCap(in, kept.length));
  }

  /** Up to so many bytes, in a buffer that starts small: most bodies are. */
  private static byte[] beginning(InputStream in, int wanted, int firstSize) throws IOException {
    int paid = pay(SMALL, firstSize);
    byte[] kept = new byte[firstSize];
    int filled = in.readNBytes(kept, 0, kept.length);
    while (filled == kept.length && filled < wanted) {
      paid = pay(paid, Math.min(wanted, kept.length * 4));
      kept = Arrays.copyOf(kept, Math.min(wanted, kept.length * 4));
      filled += in.readNBytes(kept, filled, kept.length - filled);
    }
    return filled == kept.length ? kept : Arrays.copyOf(kept, filled);
  }

  /** Pays for what is more than was paid for; returns what is paid for then. */
  private static int pay(int paid, int size) throws IOException {
    if (size <= paid) {
      return paid;
    }
    ResponseMemory.hold((long) size - paid);
    return size;
  }

  private boolean drainsBeyondCap(InputStream in, long read) throws IOException {
    ResponseMemory.hold(SCRATCH_BYTES);
    byte[] scratch = new byte[SCRATCH_BYTES];
    long total = read;
    for (int n = in.read(scratch); n >= 0; n = in.read(scratch)) {
      total += n;
      if (total > maxBytes) {
        return true;
      }
    }
    return false;
  }
}
