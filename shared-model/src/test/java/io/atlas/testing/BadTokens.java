package io.atlas.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;

/** Access tokens that look like an issuer's own and are none: each must be refused with 401. */
public final class BadTokens {

  private BadTokens() {}

  /**
   * By what is wrong with them.
   *
   * @param good one that is let in, RS256
   * @param issuersKey which the good one was signed with
   */
  public static Map<String, String> madeFrom(String good, RSAKey issuersKey) {
    try {
      return made(SignedJWT.parse(good), issuersKey);
    } catch (ParseException | JOSEException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static Map<String, String> made(SignedJWT good, RSAKey key)
      throws ParseException, JOSEException {
    JWTClaimsSet claims = good.getJWTClaimsSet();
    RSAKey foreign = new RSAKeyGenerator(2_048).keyID(key.getKeyID()).generate();
    String[] parts = good.serialize().split("\\.");
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("garbage", "garbage");
    bad.put("dots", "a.b.c");
    bad.put("only dots", "..");
    bad.put("two parts", parts[0] + "." + parts[1]);
    bad.put("no signature", parts[0] + "." + parts[1] + ".");
    bad.put("four parts", good.serialize() + "." + parts[2]);
    bad.put("half a signature", good.serialize().substring(0, good.serialize().length() - 40));
    bad.put("other claims", parts[0] + "." + other(parts[1]) + "." + parts[2]);
    for (String none : new String[] {"none", "None", "NONE", "nOnE"}) {
      String header = encoded("{\"alg\":\"" + none + "\"}");
      bad.put("alg " + none, header + "." + parts[1] + ".");
      bad.put("alg " + none + ", signed", header + "." + parts[1] + "." + parts[2]);
    }
    bad.put("foreign key", signed(new RSASSASigner(foreign), header(key), claims));
    bad.put(
        "its key in its head",
        signed(
            new RSASSASigner(foreign),
            new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(foreign.toPublicJWK()).build(),
            claims));
    bad.put(
        "its key elsewhere",
        signed(
            new RSASSASigner(foreign),
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.getKeyID())
                .jwkURL(URI.create("http://127.0.0.1:9/jwks"))
                .build(),
            claims));
    bad.put("public key as password", signed(new MACSigner(pem(key)), hmac(key), claims));
    bad.put(
        "modulus as password", signed(new MACSigner(key.getModulus().decode()), hmac(key), claims));
    bad.put(
        "unknown kid",
        signed(
            new RSASSASigner(foreign),
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("../../dev/null").build(),
            claims));
    bad.put(
        "other kind of token",
        signed(
            new RSASSASigner(key),
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.getKeyID())
                .type(new JOSEObjectType("logout+jwt"))
                .build(),
            claims));
    bad.put("other issuer", own(key, claims).issuer("https://login.example.com").sign());
    bad.put("no issuer", own(key, claims).issuer(null).sign());
    bad.put("run out", own(key, claims).expires(Instant.now().minusSeconds(600)).sign());
    bad.put("without end", own(key, claims).expires(null).sign());
    bad.put("not yet", own(key, claims).begins(Instant.now().plusSeconds(600)).sign());
    return bad;
  }

  private static String other(String payload) {
    String text = new Base64URL(payload).decodeToString();
    return encoded(text.replace("\"scope\"", "\"scope \""));
  }

  private static Own own(RSAKey key, JWTClaimsSet claims) {
    return new Own(key, new JWTClaimsSet.Builder(claims));
  }

  /** Signed by the issuer itself, for something else. */
  private record Own(RSAKey key, JWTClaimsSet.Builder claims) {

    Own issuer(String issuer) {
      return new Own(key, claims.issuer(issuer));
    }

    Own expires(Instant end) {
      return new Own(key, claims.expirationTime(end == null ? null : Date.from(end)));
    }

    Own begins(Instant start) {
      return new Own(key, claims.notBeforeTime(Date.from(start)));
    }

    String sign() throws JOSEException {
      return signed(new RSASSASigner(key), header(key), claims.build());
    }
  }

  private static JWSHeader header(RSAKey key) {
    return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
  }

  private static JWSHeader hmac(RSAKey key) {
    return new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build();
  }

  private static byte[] pem(RSAKey key) throws JOSEException {
    String der = Base64URL.encode(key.toRSAPublicKey().getEncoded()).toString();
    return ("-----BEGIN PUBLIC KEY-----\n" + der + "\n-----END PUBLIC KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String signed(JWSSigner signer, JWSHeader header, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT token = new SignedJWT(header, claims);
    token.sign(signer);
    return token.serialize();
  }

  private static String encoded(String text) {
    return Base64URL.encode(text).toString();
  }
}
