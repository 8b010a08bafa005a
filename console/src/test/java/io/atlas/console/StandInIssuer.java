package io.atlas.console;

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
import io.atlas.testing.FaultyHttpServer.Exchange;
import io.atlas.testing.FaultyHttpServer.Request;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

/** An OpenID issuer that signs in whoever it is told to, without asking. */
final class StandInIssuer implements AutoCloseable {

  private static final List<String> ALL_SCOPES =
      List.of("openid", "atlas.read", "atlas.write", "atlas.operate");

  /** Of an operator of the platform. */
  static final String[] OPERATOR = {
    "openid", "atlas.read", "atlas.write", "atlas.operate", "atlas.platform"
  };

  private final RSAKey key;
  private final FaultyHttpServer server;
  private final Map<String, String> nonces = new ConcurrentHashMap<>();
  private final AtomicInteger codes = new AtomicInteger();
  private final AtomicInteger refreshes = new AtomicInteger();
  private volatile Object account = "demo";
  private volatile List<String> scopes = ALL_SCOPES;
  private volatile Duration lifetime = Duration.ofMinutes(30);

  private StandInIssuer(RSAKey key) {
    this.key = key;
    this.server = FaultyHttpServer.start((request, exchange) -> serve(request, exchange));
  }

  static StandInIssuer start() {
    try {
      return new StandInIssuer(new RSAKeyGenerator(2048).keyID("issuer-1").generate());
    } catch (JOSEException failed) {
      throw new IllegalStateException(failed);
    }
  }

  String url() {
    return server.url("");
  }

  /** What tokens are signed with. */
  RSAKey key() {
    return key;
  }

  /** Whoever signs in from now on belongs to this account, a text where all is as it should be. */
  void signInAs(Object nextAccount, String... nextScopes) {
    account = nextAccount;
    scopes = nextScopes.length == 0 ? ALL_SCOPES : List.of(nextScopes);
  }

  void accessTokensLive(Duration next) {
    lifetime = next;
  }

  int refreshes() {
    return refreshes.get();
  }

  /** A bearer token for the API. */
  String bearer(Object ofAccount, String... withScopes) {
    return sign(
        claims(ofAccount, Duration.ofMinutes(30)).claim("scope", List.of(withScopes)).build());
  }

  /** A bearer token that a program got for itself. */
  String ofClient(String clientId, Object ofAccount, String... withScopes) {
    return sign(
        claims(ofAccount, Duration.ofMinutes(30))
            .subject(clientId)
            .claim("client_id", clientId)
            .claim("scope", List.of(withScopes))
            .build());
  }

  private void serve(Request request, Exchange exchange) throws IOException {
    UriComponentsBuilder target = UriComponentsBuilder.fromUriString(request.target());
    MultiValueMap<String, String> query = target.build().getQueryParams();
    switch (request.target().split("\\?")[0]) {
      case "/.well-known/openid-configuration" -> exchange.json(200, metadata());
      case "/oauth2/jwks" -> exchange.json(200, new JWKSet(key.toPublicJWK()).toString());
      case "/oauth2/authorize" -> {
        String code = "code-" + codes.incrementAndGet();
        nonces.put(code, String.valueOf(query.getFirst("nonce")));
        redirect(
            exchange,
            decoded(query.getFirst("redirect_uri"))
                + "?code="
                + code
                + "&state="
                + query.getFirst("state"));
      }
      case "/oauth2/token" -> exchange.json(200, tokens(request));
      case "/connect/logout" ->
          redirect(exchange, decoded(query.getFirst("post_logout_redirect_uri")));
      default -> exchange.json(404, "{}");
    }
  }

  private String tokens(Request request) {
    MultiValueMap<String, String> form =
        UriComponentsBuilder.newInstance().query(request.body()).build().getQueryParams();
    if ("refresh_token".equals(form.getFirst("grant_type"))) {
      refreshes.incrementAndGet();
    }
    String nonce = nonces.getOrDefault(String.valueOf(form.getFirst("code")), "");
    JWTClaimsSet.Builder identity =
        claims(account, Duration.ofMinutes(30)).audience("atlas-console");
    if (!nonce.isEmpty()) {
      identity.claim("nonce", decoded(nonce));
    }
    String access = sign(claims(account, Duration.ofMinutes(30)).claim("scope", scopes).build());
    return """
    {"access_token":"%s","token_type":"Bearer","expires_in":%d,"refresh_token":"refresh-1",
     "scope":"%s","id_token":"%s"}
    """
        .formatted(access, lifetime.toSeconds(), String.join(" ", scopes), sign(identity.build()));
  }

  private JWTClaimsSet.Builder claims(Object ofAccount, Duration life) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(url())
        .subject("person-of-" + ofAccount)
        .claim("name", "Person of " + ofAccount)
        .claim("account", ofAccount)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(life)));
  }

  private String metadata() {
    return """
    {"issuer":"%1$s","authorization_endpoint":"%1$s/oauth2/authorize",
     "token_endpoint":"%1$s/oauth2/token","jwks_uri":"%1$s/oauth2/jwks",
     "end_session_endpoint":"%1$s/connect/logout",
     "response_types_supported":["code"],"subject_types_supported":["public"],
     "id_token_signing_alg_values_supported":["RS256"]}
    """
        .formatted(url());
  }

  private String sign(JWTClaimsSet claims) {
    try {
      SignedJWT jwt =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (JOSEException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static void redirect(Exchange exchange, String location) throws IOException {
    exchange.answer(302, Map.of("Location", location), "");
  }

  private static String decoded(String value) {
    return java.net.URLDecoder.decode(value, java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.close();
  }
}
