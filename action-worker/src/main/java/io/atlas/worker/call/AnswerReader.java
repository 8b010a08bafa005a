package io.atlas.worker.call;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;

/** Reads an answer's body: keeps its beginning, reads on to reuse the connection, up to a cap. */
public final class AnswerReader {

  private static final byte[] NOTHING = {};

  private final int keptBytes;
  private final int maxBytes;

  /**
   * @param keptBytes of the body's beginning for the result
   * @param maxBytes more is too large
   */
  public AnswerReader(int keptBytes, int maxBytes) {
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
    byte[] kept = new byte[length >= 0 ? (int) Math.min(length, keptBytes) : keptBytes];
    int filled = in.readNBytes(kept, 0, kept.length);
    boolean tooLarge = length != filled && drainsBeyondCap(in, filled);
    return new Body(filled == kept.length ? kept : Arrays.copyOf(kept, filled), tooLarge);
  }

  private boolean drainsBeyondCap(InputStream in, long read) throws IOException {
    byte[] scratch = new byte[8_192];
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
