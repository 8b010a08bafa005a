package io.atlas.tokens.grant;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.atlas.model.seal.Secret;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.text.ParseException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Private keys as people paste them: a JWK (RFC 7517) or PEM, of PKCS #8 (RFC 5958) and older. */
final class PrivateKeys {

  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN ([A-Z ]*)PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END [A-Z ]*PRIVATE KEY-----");

  private PrivateKeys() {}

  /** An {@link RSAKey} or {@link ECKey} with its private half. */
  static JWK read(Secret key) throws UnusableSettings {
    String text = key.value().strip();
    return text.startsWith("{") ? jwk(text) : jwk(pem(text));
  }

  /** The same for a TLS context. */
  static PrivateKey forTls(Secret key) throws UnusableSettings {
    String text = key.value().strip();
    if (!text.startsWith("{")) {
      return pem(text);
    }
    try {
      return switch (jwk(text)) {
        case RSAKey rsa -> rsa.toPrivateKey();
        case ECKey ec -> ec.toPrivateKey();
        default -> throw unreadable();
      };
    } catch (JOSEException malformed) {
      throw unreadable();
    }
  }

  private static JWK jwk(String json) throws UnusableSettings {
    try {
      JWK key = JWK.parse(json);
      if (!key.isPrivate()) {
        throw UnusableSettings.shape("The private key is a public one: paste the private half.");
      }
      return key;
    } catch (ParseException malformed) {
      throw unreadable();
    }
  }

  private static JWK jwk(PrivateKey key) throws UnusableSettings {
    try {
      return switch (key) {
        case RSAPrivateCrtKey rsa -> rsa(rsa);
        case ECPrivateKey ec -> ec(ec);
        default -> throw unreadable();
      };
    } catch (GeneralSecurityException malformed) {
      throw unreadable();
    }
  }

  private static RSAKey rsa(RSAPrivateCrtKey key) throws GeneralSecurityException {
    var publicKey =
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    return new RSAKey.Builder((java.security.interfaces.RSAPublicKey) publicKey)
        .privateKey(key)
        .build();
  }

  /** Signing needs the curve and the private number alone, so the point is not worked out. */
  private static ECKey ec(ECPrivateKey key) throws UnusableSettings {
    ECParameterSpec parameters = key.getParams();
    Curve curve = Curve.forECParameterSpec(parameters);
    if (curve == null) {
      throw UnusableSettings.shape("The private key's curve must be P-256, P-384 or P-521.");
    }
    BigInteger x = parameters.getGenerator().getAffineX();
    BigInteger y = parameters.getGenerator().getAffineY();
    int bits = parameters.getCurve().getField().getFieldSize();
    return new ECKey.Builder(
            curve, ECKey.encodeCoordinate(bits, x), ECKey.encodeCoordinate(bits, y))
        .privateKey(key)
        .build();
  }

  private static PrivateKey pem(String text) throws UnusableSettings {
    Matcher pem = PEM.matcher(text);
    if (!pem.find()) {
      throw unreadable();
    }
    String kind = pem.group(1).strip();
    if (kind.equals("ENCRYPTED")) {
      throw UnusableSettings.shape(
          "The private key is encrypted: decrypt it first, with openssl pkcs8 -in key.pem.");
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
    byte[] pkcs8 =
        switch (kind) {
          case "RSA" -> Pkcs8.ofRsa(der);
          case "EC" -> Pkcs8.ofEc(der);
          default -> der;
        };
    if (pkcs8 == null) {
      throw unreadable();
    }
    PrivateKey rsa = generate("RSA", pkcs8);
    PrivateKey key = rsa == null ? generate("EC", pkcs8) : rsa;
    if (key == null) {
      throw unreadable();
    }
    return key;
  }

  /** Null where it is a key of another algorithm. */
  private static @Nullable PrivateKey generate(String algorithm, byte[] pkcs8) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (InvalidKeySpecException another) {
      return null;
    } catch (GeneralSecurityException everyJdkHasThem) {
      throw new IllegalStateException(everyJdkHasThem);
    }
  }

  private static UnusableSettings unreadable() {
    return UnusableSettings.shape(
        "The private key cannot be read: paste a JWK or PEM (BEGIN PRIVATE KEY), whole.");
  }
}
