package io.atlas.console.session;

import io.atlas.console.ConsoleSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Whoever reads the database can use none of its sessions: what they hold is encrypted (AES-256 in
 * GCM), and the id alone is no cookie. The keys are made of the console's client secret, which all
 * instances have: a new one signs everybody out. Thread-safe.
 */
@Component
final class SessionSeal {

  /** OWASP's number for PBKDF2 with HMAC-SHA256: the secret may be one that a person made up. */
  private static final int ITERATIONS = 600_000;

  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final String MAC = "HmacSHA256";

  private final SecretKeySpec encryption;
  private final SecretKeySpec signature;
  private final SecureRandom random = new SecureRandom();

  SessionSeal(ConsoleSettings settings) {
    byte[] keys = keys(settings);
    encryption = new SecretKeySpec(Arrays.copyOf(keys, KEY_BYTES), "AES");
    signature = new SecretKeySpec(Arrays.copyOfRange(keys, KEY_BYTES, 2 * KEY_BYTES), MAC);
  }

  private static byte[] keys(ConsoleSettings settings) {
    byte[] salt =
        ("io.atlas.console.session\n" + settings.issuer() + "\n" + settings.clientId())
            .getBytes(StandardCharsets.UTF_8);
    PBEKeySpec spec =
        new PBEKeySpec(
            settings.clientSecret().toCharArray(), salt, ITERATIONS, 2 * KEY_BYTES * Byte.SIZE);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    } finally {
      spec.clearPassword();
    }
  }

  byte[] seal(byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** Empty for what this seal did not make. */
  Optional<byte[]> open(byte[] sealed) {
    if (sealed.length < NONCE_BYTES) {
      return Optional.empty();
    }
    try {
      byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, nonce)
              .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
    } catch (GeneralSecurityException another) {
      return Optional.empty();
    }
  }

  /** Without padding, for a cookie. */
  String signature(String id) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(signature);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(id.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, encryption, new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }
}
