package io.atlas.model.seal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import org.jspecify.annotations.Nullable;

/**
 * One key of a ring with what seals and opens, made once: making them looks up JCA providers and
 * decodes the key. Thread-safe. Shows nothing but its id.
 */
final class SealingKey {

  private final String id;
  private final ECDHEncrypter encrypter;
  private final @Nullable ECDHDecrypter decrypter;

  SealingKey(ECKey key) {
    try {
      id = key.getKeyID();
      encrypter = new ECDHEncrypter(key.toPublicJWK());
      decrypter = key.isPrivate() ? new ECDHDecrypter(key) : null;
    } catch (JOSEException unusable) {
      // Without the cause: a library's message might show the key.
      throw new IllegalArgumentException("key " + key.getKeyID() + " is not usable for ECDH-ES");
    }
  }

  String id() {
    return id;
  }

  boolean isPrivate() {
    return decrypter != null;
  }

  ECDHEncrypter encrypter() {
    return encrypter;
  }

  /**
   * @throws JOSEException where this is only the public half
   */
  ECDHDecrypter decrypter() throws JOSEException {
    if (decrypter == null) {
      throw new JOSEException("key " + id + " has no private half here");
    }
    return decrypter;
  }

  @Override
  public String toString() {
    return "SealingKey[" + id + "]";
  }
}
