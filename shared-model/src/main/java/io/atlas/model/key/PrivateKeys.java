package io.atlas.model.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import io.atlas.model.seal.Secret;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;

/** Private keys as people paste them: a JWK (RFC 7517) or PEM, of PKCS #8 (RFC 5958) and older. */
public final class PrivateKeys {

  /** RFC 8017 knows no limit; signing takes a second of a processor with 16,384 bits. */
  private static final int LONGEST_RSA_BITS = 8_192;

  private PrivateKeys() {}

  /** An {@link RSAKey}, {@link ECKey} or {@link OctetKeyPair} with its private half. */
  public static JWK read(Secret key) throws UnusableKeyException {
    String text = key.value().strip();
    return text.startsWith("{") ? jwk(text) : jwk(pem(text));
  }

  /** The same for a TLS context. */
  public static PrivateKey forTls(Secret key) throws UnusableKeyException {
    String text = key.value().strip();
    if (!text.startsWith("{")) {
      return pem(text);
    }
    try {
      return switch (jwk(text)) {
        case RSAKey rsa -> rsa.toPrivateKey();
        case ECKey ec -> ec.toPrivateKey();
        case OctetKeyPair okp -> edwards(okp);
        default -> throw unreadable();
      };
    } catch (JOSEException malformed) {
      throw unreadable();
    }
  }

  private static JWK jwk(String json) throws UnusableKeyException {
    try {
      JWK key = JWK.parse(json);
      if (!key.isPrivate()) {
        throw new UnusableKeyException("The private key is a public one: paste the private half.");
      }
      if (key instanceof RSAKey rsa) {
        PrivateKey half = rsa.toPrivateKey();
        if (half == null) {
          // Primes alone make it private, and sign nothing.
          throw new UnusableKeyException("The private key lacks its private exponent, d.");
        }
        checked(half);
      }
      return key;
    } catch (ParseException | JOSEException malformed) {
      throw unreadable();
    }
  }

  private static JWK jwk(PrivateKey key) throws UnusableKeyException {
    try {
      return switch (key) {
        case RSAPrivateCrtKey rsa -> rsa(rsa);
        case ECPrivateKey ec -> ec(ec);
        case EdECPrivateKey edwards -> okp(edwards);
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
  private static ECKey ec(ECPrivateKey key) throws UnusableKeyException {
    ECParameterSpec parameters = key.getParams();
    Curve curve = Curve.forECParameterSpec(parameters);
    if (curve == null) {
      throw new UnusableKeyException("The private key's curve must be P-256, P-384 or P-521.");
    }
    BigInteger x = parameters.getGenerator().getAffineX();
    BigInteger y = parameters.getGenerator().getAffineY();
    int bits = parameters.getCurve().getField().getFieldSize();
    return new ECKey.Builder(
            curve, ECKey.encodeCoordinate(bits, x), ECKey.encodeCoordinate(bits, y))
        .privateKey(key)
        .build();
  }

  /** RFC 8037. As with EC, signing needs the private half alone. */
  private static OctetKeyPair okp(EdECPrivateKey key) throws UnusableKeyException {
    Curve curve = Curve.parse(key.getParams().getName());
    byte[] half = key.getBytes().orElseThrow(PrivateKeys::unreadable);
    return new OctetKeyPair.Builder(curve, Base64URL.encode(new byte[half.length]))
        .d(Base64URL.encode(half))
        .build();
  }

  /** For a JDK signature: Ed25519 or Ed448. */
  public static PrivateKey edwards(OctetKeyPair key) throws UnusableKeyException {
    Curve curve = key.getCurve();
    if (!curve.equals(Curve.Ed25519) && !curve.equals(Curve.Ed448)) {
      throw new UnusableKeyException("The private key's curve must be Ed25519 or Ed448 to sign.");
    }
    try {
      var parameters = new NamedParameterSpec(curve.getName());
      return KeyFactory.getInstance("EdDSA")
          .generatePrivate(new EdECPrivateKeySpec(parameters, key.getDecodedD()));
    } catch (GeneralSecurityException malformed) {
      throw unreadable();
    }
  }

  private static PrivateKey pem(String text) throws UnusableKeyException {
    PemText pem = PemText.in(text);
    if (pem == null) {
      throw unreadable();
    }
    if (pem.kind().equals("ENCRYPTED")) {
      throw new UnusableKeyException(
          "The private key is encrypted: decrypt it first, with openssl pkcs8 -in key.pem.");
    }
    byte[] pkcs8 =
        switch (pem.kind()) {
          case "RSA" -> Pkcs8.ofRsa(pem.der());
          case "EC" -> Pkcs8.ofEc(pem.der());
          default -> pem.der();
        };
    if (pkcs8 == null) {
      throw unreadable();
    }
    PrivateKey rsa = generate("RSA", pkcs8);
    PrivateKey ec = rsa == null ? generate("EC", pkcs8) : rsa;
    PrivateKey key = ec == null ? generate("EdDSA", pkcs8) : ec;
    if (key == null) {
      throw unreadable();
    }
    return checked(key);
  }

  private static PrivateKey checked(PrivateKey key) throws UnusableKeyException {
    if (key instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() > LONGEST_RSA_BITS) {
      throw new UnusableKeyException(
          "The private key is too long: RSA keys of up to " + LONGEST_RSA_BITS + " bits are used.");
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

  private static UnusableKeyException unreadable() {
    return new UnusableKeyException(
        "The private key cannot be read: paste a JWK or PEM (BEGIN PRIVATE KEY), whole.");
  }
}
