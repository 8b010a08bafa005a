package io.atlas.connections;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.atlas.testing.FaultyHttpServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** An OpenID issuer over real sockets: metadata, keys, and tokens for whoever asks here. */
public final class Issuer implements AutoCloseable {

  private final RSAKey key;
  private final FaultyHttpServer server;

  Issuer() {
    try {
      key = new RSAKeyGenerator(2048).keyID("test").generate();
    } catch (JOSEException failed) {
      throw new IllegalStateException(failed);
    }
    String keys = new JWKSet(key).toString();
    server =
        FaultyHttpServer.start((request, exchange) -> {
          if (request.target().startsWith("/.well-known/")) {
            exchange.json(
                200,
                """
                {"issuer": "%s", "jwks_uri": "%s", "subject_types_supported": ["public"]}
                """
                    .formatted(url(), url() + "/jwks"));
          } else {
            exchange.json(200, keys);
          }
        });
  }

  /** What tokens are signed with. */
  RSAKey key() {
    return key;
  }

  public String url() {
    return "http://localhost:" + server.port();
  }

  public String token(String account, String scopes) {
    return token(
        new JWTClaimsSet.Builder()
            .issuer(url())
            .subject("tester")
            .claim("account", account)
            .claim("scope", scopes)
            .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
            .build());
  }

  public String token(JWTClaimsSet claims) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
