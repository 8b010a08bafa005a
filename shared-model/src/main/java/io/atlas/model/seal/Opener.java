package io.atlas.model.seal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.jwk.ECKey;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens what was sealed to a key ring, where it is bound to what the caller expects. Thread-safe.
 */
public final class Opener {

  private final KeyRing keys;

  public Opener(KeyRing privateKeys) {
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
      String keyId = jwe.getHeader().getKeyID();
      Optional<ECKey> key = keys.byId(keyId);
      if (key.isEmpty()) {
        return new Opened.UnknownKey(String.valueOf(keyId));
      }
      jwe.decrypt(new ECDHDecrypter(key.get()));
      // Compared only after decryption has authenticated the header.
      Object binding = jwe.getHeader().getCustomParam(Sealer.BINDING);
      if (!(binding instanceof Map<?, ?> claims) || !claims.equals(expected.header())) {
        return new Opened.Refused("sealed for something else");
      }
      return new Opened.Text(new Secret(jwe.getPayload().toString()));
    } catch (ParseException | JOSEException | IllegalStateException damaged) {
      return new Opened.Refused("damaged seal");
    }
  }

  /** The ids of the keys that open, for the operator who is about to promote one. */
  public List<String> keyIds() {
    return keys.keyIds();
  }
}
