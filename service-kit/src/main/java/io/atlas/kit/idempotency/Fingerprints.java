package io.atlas.kit.idempotency;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells whether two requests are the same without keeping either: an HMAC (RFC 2104), because a
 * request may hold a secret that a plain hash would let guess. The key is a file beside the sealing
 * keys, never in the database. Thread-safe.
 */
public final class Fingerprints {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private Fingerprints(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * For requests that hold no secret: whoever sees a fingerprint may find out the request. The same
   * in every instance.
   */
  public static Fingerprints ofPublicRequests() {
    return new Fingerprints("io.atlas.kit.idempotency".getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * With the key in this directory, made where there is none yet.
   *
   * @throws UncheckedIOException where it can neither be read nor made
   */
  public static Fingerprints keyedIn(Path directory, SecureRandom random) {
    Path file = directory.resolve("request-fingerprints.key");
    try {
      if (!Files.exists(file)) {
        make(file, random);
      }
      return new Fingerprints(Base64.getDecoder().decode(Files.readString(file).strip()));
    } catch (IOException unusable) {
      throw new UncheckedIOException("cannot use key file " + file, unusable);
    }
  }

  /** Whoever comes second takes the first one's key: a link never replaces a file. */
  private static void make(Path file, SecureRandom random) throws IOException {
    byte[] key = new byte[32];
    random.nextBytes(key);
    Path temporary =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            "fingerprints",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(temporary, Base64.getEncoder().encodeToString(key));
      Files.createLink(file, temporary);
    } catch (FileAlreadyExistsException secondOne) {
      // Read by the caller.
    } finally {
      Files.delete(temporary);
    }
  }

  /** In hex; equal for equal parts. */
  String of(byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      for (byte[] part : parts) {
        mac.update(Integer.toString(part.length).getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) ':');
        mac.update(part);
      }
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
