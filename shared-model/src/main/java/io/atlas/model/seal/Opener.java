package io.atlas.model.seal;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens what was sealed to a key ring, where it is bound to what the caller expects. Thread-safe.
 */
public final class Opener {

  private final KeyRing keys;

  /**
   * @throws IllegalArgumentException where a key of the ring has no private half
   */
  public Opener(KeyRing privateKeys) {
    if (!privateKeys.canOpen()) {
      throw new IllegalArgumentException(
          "public keys alone open nothing: keys " + privateKeys.keyIds());
    }
    this.keys = privateKeys;
  }

  /** What opening comes to. */
  public sealed interface Opened {

    record Text(Secret secret) implements Opened {}

    /** The key is not here (yet): wait and try again, nothing is wrong with the value. */
    record UnknownKey(String keyId) implements Opened {}

    /** The value belongs elsewhere or was tampered with. */
    record Refused(String reason) implements Opened {}
  }

  public Opened open(SealedText sealed, Binding expected) {
    try {
      JWEObject jwe = JWEObject.parse(sealed.jwe());
      JWEHeader header = jwe.getHeader();
      if (!sealedByUs(header)) {
        return new Opened.Refused("not a seal of ours");
      }
      Optional<SealingKey> key = keys.byId(header.getKeyID());
      if (key.isEmpty()) {
        return new Opened.UnknownKey(String.valueOf(header.getKeyID()));
      }
      jwe.decrypt(key.get().decrypter());
      // Compared only after decryption has authenticated the header.
      Object binding = header.getCustomParam(Sealer.BINDING);
      if (!(binding instanceof Map<?, ?> claims) || !claims.equals(expected.header())) {
        return new Opened.Refused("sealed for something else");
      }
      return new Opened.Text(new Secret(jwe.getPayload().toString()));
    } catch (ParseException | JOSEException | RuntimeException damaged) {
      // The parser throws whatever it stumbles over; what came from a topic must not end its
      // reader.
      return new Opened.Refused("damaged seal");
    }
  }

  /** No other algorithm, and no compression that a small value could grow from without bound. */
  private static boolean sealedByUs(JWEHeader header) {
    return JWEAlgorithm.ECDH_ES_A256KW.equals(header.getAlgorithm())
        && EncryptionMethod.A256GCM.equals(header.getEncryptionMethod())
        && header.getCompressionAlgorithm() == null;
  }

  /** The ids of the keys that open, for the operator who is about to promote one. */
  public List<String> keyIds() {
    return keys.keyIds();
  }
}
