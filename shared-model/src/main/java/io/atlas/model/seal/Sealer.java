package io.atlas.model.seal;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;

/** Seals for the holder of a key ring's private half: JWE, ECDH-ES+A256KW, A256GCM. Thread-safe. */
public final class Sealer {

  static final String BINDING = "atlas";

  private final KeyRing keys;

  public Sealer(KeyRing publicKeys) {
    this.keys = publicKeys;
  }

  public SealedText seal(Secret secret, Binding binding) {
    SealingKey key = keys.current();
    JWEHeader header =
        new JWEHeader.Builder(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A256GCM)
            .keyID(key.id())
            .customParam(BINDING, binding.header())
            .build();
    try {
      JWEObject jwe = new JWEObject(header, new Payload(secret.value()));
      jwe.encrypt(key.encrypter());
      return new SealedText(jwe.serialize());
    } catch (JOSEException impossible) {
      throw new IllegalStateException("cannot seal with key " + key.id(), impossible);
    }
  }

  /** The id of the key that seals now; follows a promotion within a second. */
  public String currentKeyId() {
    return keys.current().id();
  }
}
