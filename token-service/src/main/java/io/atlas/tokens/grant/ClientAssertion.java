package io.atlas.tokens.grant;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.key.Certificates;
import io.atlas.model.key.PrivateKeys;
import io.atlas.model.key.UnusableKeyException;
import io.atlas.model.seal.Secret;
import io.atlas.tokens.endpoint.UnusableSettings;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A signed JWT as the client's proof (RFC 7521 section 4.2, RFC 7523 sections 2.2 and 3): {@code
 * aud} a single string, a fresh {@code jti} for every request, 60 s of life.
 */
final class ClientAssertion {

  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final Duration LIFE = Duration.ofSeconds(60);

  /** RFC 7518 section 3.2: the key is at least as long as the hash. */
  private static final Set<JWSAlgorithm> BY_SECRET =
      Set.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512);

  private static final Set<JWSAlgorithm> BY_RSA_KEY =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512);

  private final AssertionDefaults defaults;
  private final Clock clock;

  ClientAssertion(AssertionDefaults defaults, Clock clock) {
    this.defaults = defaults;
    this.clock = clock;
  }

  void bySecret(TokenRequestDraft draft, ProviderClient client, ClientKeys keys)
      throws UnusableSettings {
    JWSAlgorithm algorithm = algorithm(client.settings(), JWSAlgorithm.HS256);
    if (!BY_SECRET.contains(algorithm)) {
      throw UnusableSettings.shape("client_secret_jwt signs with HS256, HS384 or HS512.");
    }
    byte[] secret = keys.requireSecret().value().getBytes(StandardCharsets.UTF_8);
    try {
      JWSHeader header = header(algorithm, client.settings(), null, null);
      put(draft, client, header, new MACSigner(secret));
    } catch (JOSEException tooShort) {
      throw UnusableSettings.shape(
          "The Client Secret is too short for client_secret_jwt with "
              + algorithm
              + ": it takes at least 32 bytes (HS256), 48 (HS384) or 64 (HS512).");
    }
  }

  void byPrivateKey(TokenRequestDraft draft, ProviderClient client, ClientKeys keys)
      throws UnusableSettings {
    Secret secret = keys.requirePrivateKey();
    ConnectionSettings settings = client.settings();
    try {
      JWK key = PrivateKeys.read(secret);
      switch (key) {
        case RSAKey rsa -> {
          JWSAlgorithm algorithm = algorithm(settings, JWSAlgorithm.RS256);
          if (!BY_RSA_KEY.contains(algorithm)) {
            throw UnusableSettings.shape("An RSA key signs with RS256 to RS512 or PS256 to PS512.");
          }
          put(
              draft,
              client,
              header(algorithm, settings, rsa, chain(settings)),
              new RSASSASigner(rsa));
        }
        case ECKey ec -> {
          ECDSASigner signer = new ECDSASigner(ec);
          JWSAlgorithm usual = signer.supportedJWSAlgorithms().iterator().next();
          JWSAlgorithm algorithm = algorithm(settings, usual);
          put(draft, client, header(algorithm, settings, ec, chain(settings)), signer);
        }
        case OctetKeyPair okp -> {
          EdwardsSigner signer = new EdwardsSigner(PrivateKeys.edwards(okp));
          JWSAlgorithm algorithm = algorithm(settings, JWSAlgorithm.EdDSA);
          if (!signer.supportedJWSAlgorithms().contains(algorithm)) {
            throw UnusableSettings.shape("An Ed25519 key signs with EdDSA.");
          }
          put(draft, client, header(algorithm, settings, okp, chain(settings)), signer);
        }
        default ->
            throw UnusableSettings.shape("The private key must be an RSA, EC or Ed25519 key.");
      }
    } catch (UnusableKeyException unusable) {
      throw UnusableSettings.of(unusable);
    } catch (JOSEException unsuited) {
      throw UnusableSettings.shape(
          "The private key cannot sign with the chosen algorithm: check key and algorithm.");
    }
  }

  private void put(
      TokenRequestDraft draft, ProviderClient client, JWSHeader header, JWSSigner signer)
      throws JOSEException {
    String clientId = client.settings().clientId();
    String audience = client.settings().assertionAudience();
    Instant now = clock.instant();
    SignedJWT jwt =
        new SignedJWT(
            header,
            new JWTClaimsSet.Builder()
                .issuer(clientId)
                .subject(clientId)
                .audience(audience == null ? defaults.audience() : audience)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .jwtID(UUID.randomUUID().toString())
                .build());
    jwt.sign(signer);
    String assertion = jwt.serialize();
    draft.conceal(new Secret(assertion));
    draft.parameter("client_id", clientId);
    draft.parameter("client_assertion_type", TYPE);
    draft.parameter("client_assertion", assertion);
  }

  private JWSHeader header(
      JWSAlgorithm algorithm,
      ConnectionSettings settings,
      @Nullable JWK key,
      @Nullable X509Certificate certificate)
      throws UnusableSettings {
    String type = settings.assertionType() == null ? defaults.type() : settings.assertionType();
    String keyId = settings.keyId() != null || key == null ? settings.keyId() : key.getKeyID();
    JWSHeader.Builder header =
        new JWSHeader.Builder(algorithm).type(new JOSEObjectType(type)).keyID(keyId);
    if (certificate != null) {
      try {
        header.x509CertSHA256Thumbprint(Certificates.thumbprint(certificate, "SHA-256"));
        putOlderThumbprint(header, Certificates.thumbprint(certificate, "SHA-1"));
      } catch (CertificateEncodingException damaged) {
        throw UnusableSettings.shape("The certificate cannot be read: paste its PEM again.");
      }
    }
    return header.build();
  }

  /** Entra ID identifies the certificate by it. */
  @SuppressWarnings("deprecation") // there is no other way to set it
  private static void putOlderThumbprint(JWSHeader.Builder header, Base64URL thumbprint) {
    header.x509CertThumbprint(thumbprint);
  }

  private static @Nullable X509Certificate chain(ConnectionSettings settings)
      throws UnusableKeyException {
    String pem = settings.certificate();
    if (pem == null) {
      return null;
    }
    List<X509Certificate> chain = Certificates.read(pem, "certificate");
    return chain.get(0);
  }

  private static JWSAlgorithm algorithm(ConnectionSettings settings, JWSAlgorithm usual) {
    String chosen = settings.assertionAlgorithm();
    return chosen == null ? usual : JWSAlgorithm.parse(chosen);
  }
}
