package io.atlas.model.dpop;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * The key of one DPoP-bound token, P-256, and the proofs it signs (RFC 9449 section 4).
 * Thread-safe; never printed.
 */
public final class DpopKey {

  private static final JOSEObjectType TYPE = new JOSEObjectType("dpop+jwt");

  private static final int ID_BYTES = 16;

  private final ECKey key;
  private final JWSHeader header;
  private final ECDSASigner signer;
  private final SecureRandom random;

  private DpopKey(ECKey key, SecureRandom random) throws JOSEException {
    this.key = key;
    this.header =
        new JWSHeader.Builder(JWSAlgorithm.ES256).type(TYPE).jwk(key.toPublicJWK()).build();
    this.signer = new ECDSASigner(key);
    this.random = random;
  }

  public static DpopKey generate(SecureRandom random) {
    try {
      return new DpopKey(new ECKeyGenerator(Curve.P_256).secureRandom(random).generate(), random);
    } catch (JOSEException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /**
   * @param jwk as {@link #jwk} has it
   * @throws IllegalArgumentException where it is no P-256 key with its private half
   */
  public static DpopKey of(Secret jwk, SecureRandom random) {
    try {
      ECKey key = ECKey.parse(jwk.value());
      if (key.isPrivate() && Curve.P_256.equals(key.getCurve())) {
        return new DpopKey(key, random);
      }
    } catch (ParseException | JOSEException unusable) {
      // Told below without the cause, which may quote the key.
    }
    throw new IllegalArgumentException("not a private P-256 key");
  }

  /** With the private half: to be sealed. */
  public Secret jwk() {
    return new Secret(key.toJSONString());
  }

  /** What a token that is bound to the key names in {@code cnf.jkt} (RFC 7638). */
  public String thumbprint() {
    try {
      return key.computeThumbprint().toString();
    } catch (JOSEException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /**
   * A proof for one request.
   *
   * @param server that the request goes to
   * @param target path and query as they are on the wire; the proof leaves the query out
   * @param token that the request carries; null at the token endpoint
   * @param nonce that the server gave last, or null
   */
  public String proof(
      String method,
      Origin server,
      String target,
      @Nullable Secret token,
      @Nullable String nonce,
      Instant now) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .jwtID(newId())
            .claim("htm", method)
            .claim("htu", url(server, target))
            .issueTime(Date.from(now));
    if (token != null) {
      claims.claim("ath", hash(token).toString());
    }
    if (nonce != null) {
      claims.claim("nonce", nonce);
    }
    SignedJWT proof = new SignedJWT(header, claims.build());
    try {
      proof.sign(signer);
    } catch (JOSEException everyJdkHasIt) {
      throw new IllegalStateException("a P-256 key signs", everyJdkHasIt);
    }
    return proof.serialize();
  }

  private String newId() {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return Base64URL.encode(id).toString();
  }

  /**
   * Scheme and host in lower case, without the port that the scheme implies (RFC 3986 sections
   * 6.2.2 and 6.2.3); the path as it is on the wire, whatever is in it.
   */
  static String url(Origin server, String target) {
    boolean implied = server.port() == (server.scheme().equals("https") ? 443 : 80);
    int end = 0;
    while (end < target.length() && target.charAt(end) != '?' && target.charAt(end) != '#') {
      end++;
    }
    return server.scheme()
        + "://"
        + server.host()
        + (implied ? "" : ":" + server.port())
        + (end == 0 ? "/" : target.substring(0, end));
  }

  private static Base64URL hash(Secret token) {
    try {
      return Base64URL.encode(
          MessageDigest.getInstance("SHA-256")
              .digest(token.value().getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  @Override
  public String toString() {
    return "DpopKey[redacted]";
  }
}
