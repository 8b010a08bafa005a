package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.TestAuthority;
import io.atlas.tokens.token.ProviderResponse;
import io.atlas.tokens.token.Purpose;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words that a person needs, for the method, the settings and the URL that failed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HintsTest {

  private static final String HTML = "<html><body>Sign in</body></html>";
  private static final Map<String, String> NOTHING = Map.of();

  private final TestAuthority authority = new TestAuthority("Test Root");
  private GrantFixture fixture;

  @BeforeAll
  void start() {
    fixture = new GrantFixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  enum Method {
    BASIC,
    POST,
    KEY,
    SECRET_JWT,
    JSON,
    COMMA
  }

  /** A fault, and the words of its hint. */
  record Fault(
      String name,
      Method method,
      String path,
      int status,
      Map<String, String> headers,
      String body,
      CredentialCategory category,
      List<String> words) {

    @Override
    public String toString() {
      return name;
    }
  }

  private static Fault fault(
      String name,
      Method method,
      String path,
      int status,
      String body,
      CredentialCategory category,
      String... words) {
    return new Fault(name, method, path, status, NOTHING, body, category, List.of(words));
  }

  private static Fault at(String name, String path, int status, String body, String... words) {
    CredentialCategory category = CredentialCategory.NOT_AN_OAUTH_ENDPOINT;
    return fault(name, Method.BASIC, path, status, body, category, words);
  }

  private static Fault credentials(String name, Method method, String words, String... hint) {
    return credentials(name, method, 401, "invalid_client", words, hint);
  }

  private static Fault credentials(
      String name, Method method, int status, String code, String words, String... hint) {
    return fault(
        name, method, "/token", status, error(code, words), CredentialCategory.CREDENTIALS, hint);
  }

  private static String error(String code, String words) {
    return "{\"error\":\"" + code + "\",\"error_description\":\"" + words + "\"}";
  }

  private static Stream<Fault> faults() {
    String keycloak = "Client authentication with signed JWT failed: ";
    return Stream.of(
        credentials("wrong secret", Method.POST, "Invalid client secret", "Client Secret", "copy"),
        credentials("wrong secret by basic", Method.BASIC, "no", "Client Secret", "basic_raw"),
        fault(
            "empty 403",
            Method.BASIC,
            "/token",
            403,
            "",
            CredentialCategory.CREDENTIALS,
            "Client Secret",
            "disabled",
            "scopes",
            "Token Endpoint"),
        fault(
            "empty 401",
            Method.BASIC,
            "/token",
            401,
            "",
            CredentialCategory.CREDENTIALS,
            "disabled"),
        fault(
            "empty object, 403",
            Method.KEY,
            "/token",
            403,
            "{}",
            CredentialCategory.CREDENTIALS,
            "public key is registered",
            "disabled"),
        fault(
            "plain text 403",
            Method.BASIC,
            "/token",
            403,
            "Forbidden",
            CredentialCategory.CREDENTIALS,
            "disabled"),
        credentials(
            "key not registered", Method.KEY, "Bad signature", "public key", "kid", "my-kid"),
        credentials("unknown kid", Method.KEY, "No key with kid found", "my-kid", "register"),
        credentials(
            "key, Keycloak's words",
            Method.KEY,
            400,
            "unauthorized_client",
            keycloak + "Unable to load public key",
            "register the public key",
            "my-kid"),
        credentials(
            "audience", Method.KEY, "Invalid token audience", "audience", "/token", "issuer"),
        credentials(
            "audience of a secret's JWT", Method.SECRET_JWT, "bad \\\"aud\\\" claim", "audience"),
        credentials(
            "algorithm", Method.KEY, "Signature algorithm not allowed", "algorithm", "RS256"),
        credentials("times", Method.KEY, "assertion has expired", "clock"),
        credentials("repeated", Method.KEY, "jti has been already used", "used before"),
        credentials(
            "method", Method.KEY, "unexpected token_endpoint_auth_method", "private_key_jwt"),
        credentials("secret JWT", Method.SECRET_JWT, "no", "client_secret_jwt", "HS256"),
        credentials(
            "assertion, invalid_request",
            Method.KEY,
            400,
            "invalid_request",
            "client_assertion is bad",
            "public key"),
        fault(
            "scope with a comma",
            Method.COMMA,
            "/token",
            400,
            error("invalid_scope", "Invalid scopes: read,write"),
            CredentialCategory.NOT_ALLOWED,
            "separated by spaces"),
        fault(
            "scope",
            Method.BASIC,
            "/token",
            400,
            error("invalid_scope", "no"),
            CredentialCategory.NOT_ALLOWED,
            "Check the Scopes"),
        fault(
            "grant, oidc-provider",
            Method.BASIC,
            "/token",
            400,
            error("unauthorized_client", "requested grant type is not allowed for this client"),
            CredentialCategory.NOT_ALLOWED,
            "Enable the client credentials grant"),
        fault(
            "grant, named like a secret",
            Method.BASIC,
            "/token",
            401,
            error("unauthorized_client", "not allowed to use the client credentials grant"),
            CredentialCategory.NOT_ALLOWED,
            "Enable the client credentials grant"),
        fault(
            "grant unsupported",
            Method.JSON,
            "/token",
            400,
            error("unsupported_grant_type", "no"),
            CredentialCategory.REQUEST_SHAPE,
            "client_credentials",
            "body format form"),
        fault(
            "JSON not read",
            Method.JSON,
            "/token",
            400,
            error("invalid_request", "Missing parameter: grant_type"),
            CredentialCategory.REQUEST_SHAPE,
            "body format form"),
        fault(
            "JSON refused",
            Method.JSON,
            "/token",
            415,
            "",
            CredentialCategory.REQUEST_SHAPE,
            "body format form"),
        fault(
            "form refused",
            Method.BASIC,
            "/token",
            415,
            "",
            CredentialCategory.REQUEST_SHAPE,
            "JSON"),
        fault(
            "DPoP",
            Method.BASIC,
            "/token",
            400,
            error("invalid_request", "DPoP proof is missing"),
            CredentialCategory.NOT_ALLOWED,
            "DPoP",
            "set the token binding to dpop"),
        fault(
            "unknown audience",
            Method.BASIC,
            "/token",
            400,
            error("invalid_target", "no"),
            CredentialCategory.NOT_ALLOWED,
            "audience or resource"),
        at("authorize", "/oauth2/authorize", 400, HTML, "authorization endpoint", "/token"),
        at("authorize, Keycloak", "/realms/x/protocol/openid-connect/auth", 400, HTML, "authoriz"),
        at(
            "authorize by its words",
            "/x",
            400,
            error("invalid_request", "Missing response_type"),
            "authoriz"),
        at(
            "introspect",
            "/token/introspect",
            400,
            error("invalid_request", "token missing"),
            "introspection"),
        at(
            "introspect by its words",
            "/x",
            400,
            error("invalid_request", "Missing parameter: token"),
            "introspection"),
        at("introspect, 200", "/introspect", 200, "{\"active\":false}", "introspection"),
        at("revoke", "/oauth/revoke", 200, "", "revocation"),
        at("userinfo", "/userinfo", 401, error("invalid_token", "no"), "userinfo"),
        at("certs", "/openid-connect/certs", 405, "", "keys"),
        at("logout", "/openid-connect/logout", 400, HTML, "logout"),
        at("metadata", "/.well-known/openid-configuration", 405, "", "metadata"),
        at("issuer", "/realms/x", 405, "", "issuer"),
        at("root", "/", 404, HTML, "issuer"),
        at("login", "/login", 200, HTML, "page for people"),
        at("account", "/realms/x/account", 404, HTML, "page for people"),
        new Fault(
            "bearer challenge",
            Method.BASIC,
            "/x",
            401,
            Map.of("WWW-Authenticate", "Bearer realm=\"x\""),
            "",
            CredentialCategory.NOT_AN_OAUTH_ENDPOINT,
            List.of("userinfo", "wants a token")),
        new Fault(
            "redirect of authorize",
            Method.BASIC,
            "/authorize",
            302,
            Map.of("Location", "/login"),
            "",
            CredentialCategory.REDIRECT,
            List.of("authorization endpoint", "never followed")),
        fault(
            "wrong secret at introspect",
            Method.BASIC,
            "/introspect",
            401,
            error("invalid_client", "no"),
            CredentialCategory.CREDENTIALS,
            "Client Secret",
            "introspection"),
        fault(
            "a token endpoint named login",
            Method.BASIC,
            "/login",
            401,
            "{\"message\":\"bad password\"}",
            CredentialCategory.CREDENTIALS,
            "Client Secret"),
        fault(
            "realm switched off",
            Method.BASIC,
            "/token",
            403,
            error("access_denied", "Realm not enabled"),
            CredentialCategory.NOT_ALLOWED,
            "for this client"));
  }

  private TestSettings settings(Method method) {
    return switch (method) {
      case BASIC -> TestSettings.basic();
      case POST -> TestSettings.of("client", AuthMethod.POST);
      case JSON -> TestSettings.of("client", AuthMethod.POST).json();
      case COMMA -> TestSettings.basic().scopes("read,write");
      case SECRET_JWT -> TestSettings.of("client", AuthMethod.CLIENT_SECRET_JWT);
      case KEY ->
          TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT)
              .privateKey(fixture.seal(TestKeys.RSA.toJSONString()))
              .keyId("my-kid");
    };
  }

  private ProviderResponse ask(TestSettings settings, String path, @Nullable String secret) {
    return fixture.askAt(fixture.provider.url(path), settings, secret, Purpose.USE);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void saysTheCure(Fault fault) {
    Map<String, String> headers = new TreeMap<>(fault.headers());
    headers.put(
        "Content-Type",
        fault.body().startsWith("{")
            ? "application/json"
            : fault.body().startsWith("<") ? "text/html" : "text/plain");
    fixture.provider.behave(
        (request, exchange) -> exchange.answer(fault.status(), headers, fault.body()));
    CredentialFailure failure =
        refused(ask(settings(fault.method()), fault.path(), "0123456789abcdef0123456789abcdef"));
    assertThat(failure.code()).as(failure.toString()).isEqualTo(fault.category());
    assertThat(failure.hint()).contains(fault.words());
    if (fault.method() == Method.KEY) {
      assertThat(failure.hint()).doesNotContain("copy the secret", "Client Secret");
    }
  }

  @Test
  void aCertificateIsSpokenOfWhereItIsTheProof() {
    FaultyHttpServer.Behaviour no =
        (request, exchange) -> exchange.json(401, "{\"error\":\"invalid_client\"}");
    FaultyHttpServer server =
        FaultyHttpServer.start(
            TestAuthority.sockets(authority.server("localhost"), authority.own), "https", no);
    try (GrantFixture tls =
        new GrantFixture(server, io.atlas.tokens.endpoint.EndpointLimits.DEFAULT)) {
      CredentialFailure failure =
          refused(tls.ask(certificate(tls, authority.server("client")), null));
      assertThat(failure.hint())
          .contains("certificate", "subject", "registered")
          .doesNotContain("Client Secret");
    }
  }

  private TestSettings certificate(GrantFixture tls, TestAuthority.Issued client) {
    return TestSettings.of("client", AuthMethod.TLS_CLIENT_AUTH)
        .authorities(authority.own.pem())
        .certificate(client.pem())
        .privateKey(tls.seal(client.keyPem()));
  }

  @Test
  void certificateAndKeyMustBelongTogether() {
    TestAuthority.Issued one = authority.server("one");
    TestSettings mixed =
        TestSettings.of("client", AuthMethod.TLS_CLIENT_AUTH)
            .certificate(one.pem())
            .privateKey(
                fixture.sealFor("https://localhost/token", authority.server("two").keyPem()));
    CredentialFailure failure =
        refused(fixture.askAt("https://localhost/token", mixed, null, Purpose.USE));
    assertThat(failure.code()).isEqualTo(CredentialCategory.REQUEST_SHAPE);
    assertThat(failure.hint()).contains("do not go together");
  }

  @Test
  void aCertificateIsOfNoUseOverPlainHttp() {
    CredentialFailure failure =
        refused(ask(certificate(fixture, authority.server("client")), "/token", null));
    assertThat(failure.code()).isEqualTo(CredentialCategory.REQUEST_SHAPE);
    assertThat(failure.hint()).contains("tls_client_auth needs https");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" secret", "secret\t", "secret\n", "se\u200Bcret", "se\u00A0cret", "\uFEFFs"})
  void anAccidentOfPastingIsNamedFirst(String secret) {
    fixture.provider.behave(FaultyHttpServer.always(401, "{\"error\":\"invalid_client\"}"));
    CredentialFailure failure =
        refused(ask(TestSettings.of("client", AuthMethod.POST), "/token", secret));
    assertThat(failure.hint()).startsWith("The Client Secret ").contains("sent as it is");
  }

  @Test
  void aSecretThatIsNotDecodedLeadsToBasicRaw() {
    String raw =
        Base64.getEncoder().encodeToString("client:p%+/w".getBytes(StandardCharsets.UTF_8));
    fixture.provider.behave((request, exchange) -> {
      boolean known = ("Basic " + raw).equals(request.header("authorization"));
      exchange.json(
          known ? 200 : 401, known ? GrantFixture.GOOD : "{\"error\":\"invalid_client\"}");
    });
    assertThat(refused(fixture.test(TestSettings.basic(), "p%+/w")).hint())
        .contains("auth method basic_raw");
  }

  @Test
  void aClosedPort() {
    FaultyHttpServer gone = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"));
    String url = gone.url("/token");
    gone.close();
    CredentialFailure failure =
        refused(fixture.askAt(url, TestSettings.basic(), "secret", Purpose.USE));
    assertThat(failure.code()).isEqualTo(CredentialCategory.TRANSIENT);
    assertThat(failure.hint()).contains("host and port");
  }

  @ParameterizedTest
  @CsvSource({
    "/realms/x/protocol/openid-connect/auth, /realms/x",
    "/realms/x, /realms/x",
    "/realms/x/.well-known/openid-configuration, /realms/x",
    "/tenant/authorize, /tenant",
    "/oauth2/authorize, ''"
  })
  void aTestOffersTheEndpointThatTheIssuerNames(String pasted, String issuer) {
    String root = fixture.provider.url("");
    fixture.provider.behave((request, exchange) -> {
      boolean metadata = request.target().equals(issuer + "/.well-known/openid-configuration");
      exchange.answer(
          metadata && request.method().equals("GET") ? 200 : 405,
          Map.of("Content-Type", "application/json"),
          "{\"issuer\":\"" + root + issuer + "\",\"token_endpoint\":\"" + root + "/the/token\"}");
    });
    String url = fixture.provider.url(pasted);
    CredentialFailure failure =
        refused(fixture.askAt(url, TestSettings.basic(), "secret", Purpose.TEST));
    assertThat(failure.hint()).as(failure.toString()).contains("use " + root + "/the/token.");
    int before = fixture.provider.requests().size();
    refused(ask(TestSettings.basic(), pasted, "secret"));
    assertThat(fixture.provider.requests()).as("not in use").hasSize(before + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, 401, ''",
    "br, 401, ''",
    "utf-8, 401, '{\"error\":\"invalid_client\"}'",
    "gzip, 401, '{\"error\":\"invalid_client\"}'",
    "nonsense, 403, ''",
    "br, 401, '\u0001\u0002\u0003'"
  })
  void aRefusalIsReadWhateverEncodingItNames(String encoding, int status, String body) {
    fixture.provider.behave(
        (request, exchange) -> exchange.answer(status, Map.of("Content-Encoding", encoding), body));
    CredentialFailure failure = refused(ask(TestSettings.basic(), "/token", "secret"));
    assertThat(failure.code()).as(failure.toString()).isEqualTo(CredentialCategory.CREDENTIALS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf-8", "", "gzip", "identity", "none", "br"})
  void aClearTokenIsReadWhateverEncodingItNames(String encoding) {
    fixture.provider.behave((request, exchange) ->
        exchange.answer(200, Map.of("Content-Encoding", encoding), GrantFixture.GOOD));
    granted(ask(TestSettings.basic(), "/token", "secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"BearerToken", "bearer_token", "Bearer Token", "Bearer "})
  void otherNamesOfBearerAreTaken(String type) {
    var granted =
        fixture.granted(
            "{\"access_token\":\"t\",\"token_type\":\"" + type + "\",\"expires_in\":60}");
    assertThat(granted.tokenType()).isEqualTo("Bearer");
    assertThat(granted.warnings().isEmpty()).isEqualTo(type.equals("Bearer "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mac", "DPoP", "N_A", "bearer-dpop", "PoP"})
  void otherTypesStayRefused(String type) {
    CredentialFailure failure =
        fixture.refused(
            200, "{\"access_token\":\"t\",\"token_type\":\"" + type + "\",\"expires_in\":60}");
    assertThat(failure.code()).isEqualTo(CredentialCategory.BAD_RESPONSE);
  }

  @ParameterizedTest
  @CsvSource({"30, 3600, 30", "7200, 3600, 3600", "-60, 3600, 3600"})
  void theEarlierOfExpiresInAndExpCounts(long exp, long said, long life) {
    String claims = "{\"exp\":" + (Instant.now().getEpochSecond() + exp) + "}";
    String jwt =
        "e30."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
            + ".c2ln";
    var granted =
        fixture.granted(
            "{\"access_token\":\""
                + jwt
                + "\",\"token_type\":\"Bearer\",\"expires_in\":"
                + said
                + "}");
    assertThat(granted.lifetime())
        .isBetween(Duration.ofSeconds(life - 3), Duration.ofSeconds(life));
    assertThat(granted.warnings()).hasSize(exp < 0 ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "Ed448"})
  void edwardsKeysSign(String curve) throws Exception {
    fixture.provider.behave(FaultyHttpServer.always(200, GrantFixture.GOOD));
    KeyPair keys = KeyPairGenerator.getInstance(curve).generateKeyPair();
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";
    granted(
        fixture.ask(
            TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT).privateKey(fixture.seal(pem)),
            null));
    String assertion =
        fixture.lastRequest().body().replaceAll(".*client_assertion=([^&]*).*", "$1");
    SignedJWT jwt = SignedJWT.parse(URLDecoder.decode(assertion, StandardCharsets.UTF_8));
    assertThat(jwt.getHeader().getAlgorithm()).hasToString("EdDSA");
    Signature verifier = Signature.getInstance("EdDSA");
    verifier.initVerify(keys.getPublic());
    verifier.update(jwt.getSigningInput());
    assertThat(verifier.verify(jwt.getSignature().decode())).isTrue();
  }

  /** RFC 8037 appendix A.1 and A.4. */
  @Test
  void theRfcsOwnKeySignsAsAJwk() throws Exception {
    fixture.provider.behave(FaultyHttpServer.always(200, GrantFixture.GOOD));
    String jwk =
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"ed-1\","
            + "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
            + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";
    granted(
        fixture.ask(
            TestSettings.of("client", AuthMethod.PRIVATE_KEY_JWT).privateKey(fixture.seal(jwk)),
            null));
    assertThat(fixture.lastRequest().body()).contains("client_assertion=ey");
  }
}
