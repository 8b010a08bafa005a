package io.atlas.connections.request;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/** Ids of 128 random bits. Thread-safe. */
public record NewIds(SecureRandom random) {

  /** In hex, for what we store. */
  public String next() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return HexFormat.of().formatHex(bits);
  }

  /** In a UUID's form, as execution ids have it everywhere. */
  public String execution() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    bits[6] = (byte) ((bits[6] & 0x0F) | 0x40);
    bits[8] = (byte) ((bits[8] & 0x3F) | 0x80);
    ByteBuffer halves = ByteBuffer.wrap(bits);
    return new UUID(halves.getLong(), halves.getLong()).toString();
  }
}
