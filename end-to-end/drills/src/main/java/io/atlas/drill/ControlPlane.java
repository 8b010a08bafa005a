package io.atlas.drill;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.atlas.bench.process.Child;
import io.atlas.bench.subject.AtlasServices;
import io.atlas.bench.target.HttpStub;
import io.atlas.embedded.EmbeddedPostgres;
import io.atlas.embedded.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** The connection-service as a process, with a database and an issuer for any account. */
final class ControlPlane implements AutoCloseable {

  private static final Duration TOKENS_LIVE = Duration.ofHours(12);

  private final RSAKey key;
  private final HttpStub issuer;
  private final EmbeddedPostgres postgres;
  private final Child service;
  private final String url;

  ControlPlane(AtlasServices services, Path work) {
    try {
      this.key = new RSAKeyGenerator(2_048).keyID("drill").generate();
    } catch (JOSEException failed) {
      throw new IllegalStateException("no key for the issuer", failed);
    }
    this.issuer = HttpStub.start(request -> new HttpStub.Answer(200, document(request)));
    int database = FreePort.find();
    this.postgres =
        EmbeddedPostgres.start(
            work.resolve("postgres"), database, EmbeddedPostgres.Durability.FAST);
    this.service =
        services.startConnectionService(
            "connection-service",
            "jdbc:postgresql://localhost:" + database + "/postgres?user=postgres",
            issuer.url(""));
    services.awaitReady(service);
    this.url = services.url(service);
  }

  /** Where the API is. */
  String url(String path) {
    return url + "/api/v1" + path;
  }

  boolean alive() {
    return service.alive();
  }

  /** An access token of the account, with every right that an account has. */
  String token(String account) {
    Instant now = Instant.now();
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer.url(""))
            .subject(account)
            .claim("account", account)
            .claim("scope", "atlas.read atlas.write atlas.operate")
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(TOKENS_LIVE)))
            .build();
    SignedJWT token =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("drill").build(), claims);
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException failed) {
      throw new IllegalStateException("the issuer can't sign", failed);
    }
    return token.serialize();
  }

  private String document(HttpStub.Request request) {
    return request.path().endsWith("/jwks")
        ? new JWKSet(key.toPublicJWK()).toString()
        : "{\"issuer\":\"%1$s\",\"jwks_uri\":\"%1$s/jwks\",\"subject_types_supported\":[\"public\"]}"
            .formatted(baseOf(request));
  }

  private static String baseOf(HttpStub.Request request) {
    return "http://" + request.header("host");
  }

  @Override
  public void close() {
    service.kill();
    postgres.close();
    issuer.close();
  }
}
