package io.atlas.tokens.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.nimbusds.jose.jwk.JWKSet;
import io.atlas.model.dpop.DpopKey;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.IssuerDiscovery;
import io.atlas.model.http.ExplainingTrust;
import io.atlas.model.key.ClientCertificate;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.Secret;
import io.atlas.testing.TestAuthority;
import io.atlas.tokens.grant.GrantFixture;
import io.atlas.tokens.grant.TestKeys;
import io.atlas.tokens.grant.TestSettings;
import io.atlas.tokens.token.ProviderResponse;
import io.atlas.tokens.token.Purpose;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** panva's oidc-provider, in a Node process of its own; skipped where there is no Node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcProviderTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef+/%:~";
  private static final Path DIRECTORY = Path.of("src/test/node").toAbsolutePath();

  private final TestAuthority servers = new TestAuthority("Servers");
  private final TestAuthority clients = new TestAuthority("Clients");
  private GrantFixture fixture;
  private Process node;
  private String issuer;
  private String tlsUrl;

  @BeforeAll
  void start() throws Exception {
    boolean required = "true".equals(System.getenv("CI"));
    boolean there = required || (installed("node") && installed("npm"));
    assumeTrue(there, "no Node here");
    if (!Files.exists(DIRECTORY.resolve("node_modules/oidc-provider"))) {
      run(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"));
    }
    ProcessBuilder builder =
        new ProcessBuilder("node", "provider.mjs").directory(DIRECTORY.toFile());
    builder.environment().put("CLIENT_SECRET", SECRET);
    builder
        .environment()
        .put(
            "CLIENT_JWKS",
            new JWKSet(List.of(TestKeys.RSA.toPublicJWK(), TestKeys.EC.toPublicJWK()))
                .toString(true));
    TestAuthority.Issued server = servers.server("localhost");
    builder.environment().put("SERVER_CERTIFICATE", server.pem());
    builder.environment().put("SERVER_KEY", server.keyPem());
    builder.environment().put("CLIENT_AUTHORITY", clients.own.pem());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    node = builder.start();
    BufferedReader out = node.inputReader(StandardCharsets.UTF_8);
    String ports = out.readLine();
    assertThat(ports).as("the ports of oidc-provider").isNotNull();
    issuer = "http://localhost:" + ports.split(" ")[0];
    tlsUrl = "https://localhost:" + ports.split(" ")[1] + "/token";
    fixture = new GrantFixture();
  }

  @AfterAll
  void stop() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
    if (node != null) {
      node.destroy();
      assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static boolean installed(String program) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(program, "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException absent) {
      return false;
    }
  }

  private static void run(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(DIRECTORY.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(command.toString()).isTrue();
    assertThat(process.exitValue()).as(command.toString()).isZero();
  }

  private ProviderResponse ask(TestSettings settings, String secret) {
    return fixture.askAt(issuer + "/token", settings, secret, Purpose.TEST);
  }

  @Test
  void basicWithReservedCharactersInIdAndSecret() {
    TestSettings settings =
        TestSettings.of("basic:client", AuthMethod.BASIC).scopes("orders.read", "orders.write");
    ProviderResponse.Granted granted = GrantFixture.granted(ask(settings, SECRET));
    assertThat(granted.grantedScopes()).contains("orders.read", "orders.write");
    assertThat(granted.lifetime()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void post() {
    GrantFixture.granted(ask(TestSettings.of("post-client", AuthMethod.POST), SECRET));
  }

  @Test
  void clientSecretJwt() {
    GrantFixture.granted(
        ask(TestSettings.of("secret-jwt-client", AuthMethod.CLIENT_SECRET_JWT), SECRET));
  }

  @Test
  void privateKeyJwtWithRsaAndEcKeys() {
    String url = issuer + "/token";
    for (String key : List.of(TestKeys.RSA.toJSONString(), TestKeys.EC.toJSONString())) {
      TestSettings settings =
          TestSettings.of("key-jwt-client", AuthMethod.PRIVATE_KEY_JWT)
              .privateKey(fixture.sealFor(url, key));
      GrantFixture.granted(ask(settings, null));
    }
  }

  private ProviderResponse askWithCertificate(TestAuthority.Issued client) {
    TestSettings settings =
        TestSettings.of("tls-client", AuthMethod.TLS_CLIENT_AUTH)
            .authorities(servers.own.pem())
            .certificate(client.pem())
            .privateKey(fixture.sealFor(tlsUrl, client.keyPem()));
    return fixture.askAt(tlsUrl, settings, null, Purpose.TEST);
  }

  @Test
  void tlsClientAuth() {
    GrantFixture.granted(askWithCertificate(clients.server("orders-client")));
    for (TestAuthority.Issued wrong :
        List.of(
            clients.server("other-client"),
            new TestAuthority("Strangers").server("orders-client"))) {
      var failure = GrantFixture.refused(askWithCertificate(wrong));
      assertThat(failure.code()).isEqualTo(CredentialCategory.CREDENTIALS);
      assertThat(failure.providerError()).isEqualTo("invalid_client");
    }
  }

  @Test
  void aTokenThatIsBoundToAKeyAndTheApi() throws Exception {
    TestSettings bearer = TestSettings.of("dpop-client", AuthMethod.BASIC);
    assertThat(GrantFixture.refused(ask(bearer, SECRET)).hint()).contains("token binding to dpop");
    int before = fixture.outcomes.size();
    ProviderResponse.Granted granted =
        GrantFixture.granted(ask(bearer.binding(TokenBinding.DPOP), SECRET));
    assertThat(granted.tokenType()).isEqualTo("DPoP");
    assertThat(fixture.outcomes.subList(before, fixture.outcomes.size()))
        .as("it demands a nonce")
        .containsExactly("use_dpop_nonce", "ok");
    DpopKey key = DpopKey.of(granted.bindingKey(), new SecureRandom());
    HttpURLConnection first = withProof(granted, key, null);
    assertThat(first.getResponseCode()).isEqualTo(401);
    assertThat(first.getHeaderField("WWW-Authenticate")).contains("use_dpop_nonce");
    String nonce = first.getHeaderField("DPoP-Nonce");
    HttpURLConnection second = withProof(granted, key, nonce);
    assertThat(second.getResponseCode()).isEqualTo(200);
    HttpURLConnection stranger = withProof(granted, DpopKey.generate(new SecureRandom()), nonce);
    assertThat(stranger.getHeaderField("WWW-Authenticate")).contains("invalid_token");
  }

  private HttpURLConnection withProof(
      ProviderResponse.Granted granted, DpopKey key, @Nullable String nonce) throws IOException {
    URI url = URI.create(issuer + "/api/orders?page=2");
    HttpURLConnection call = (HttpURLConnection) url.toURL().openConnection();
    call.setRequestProperty("Authorization", "DPoP " + granted.token().value());
    String proof =
        key.proof("GET", Origin.of(url), url.getRawPath(), granted.token(), nonce, Instant.now());
    call.setRequestProperty("DPoP", proof);
    return call;
  }

  @Test
  void aTokenThatIsBoundToACertificateAndTheApi() throws Exception {
    TestAuthority.Issued client = clients.server("certified");
    TestSettings bearer =
        TestSettings.of("certified-client", AuthMethod.POST).authorities(servers.own.pem());
    assertThat(GrantFixture.refused(fixture.askAt(tlsUrl, bearer, SECRET, Purpose.TEST)).hint())
        .contains("token binding to dpop or mtls");
    TestSettings bound =
        bearer
            .binding(TokenBinding.MTLS)
            .certificate(client.pem())
            .privateKey(fixture.sealFor(tlsUrl, client.keyPem()));
    ProviderResponse.Granted granted =
        GrantFixture.granted(fixture.askAt(tlsUrl, bound, SECRET, Purpose.TEST));
    ClientCertificate own = ClientCertificate.ofPkcs8(client.pem(), granted.bindingKey());
    assertThat(withCertificate(granted, own).getResponseCode()).isEqualTo(200);
    TestAuthority.Issued stranger = clients.server("stranger");
    ClientCertificate other = ClientCertificate.of(stranger.pem(), new Secret(stranger.keyPem()));
    assertThat(withCertificate(granted, other).getResponseCode()).isEqualTo(401);
  }

  private HttpURLConnection withCertificate(
      ProviderResponse.Granted granted, ClientCertificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("servers", servers.own.certificate());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {certificate.keyManager()}, ExplainingTrust.in(trusted), null);
    URI url = URI.create(tlsUrl).resolve("/api/orders");
    HttpsURLConnection call = (HttpsURLConnection) url.toURL().openConnection();
    call.setSSLSocketFactory(context.getSocketFactory());
    call.setRequestProperty("Authorization", "Bearer " + granted.token().value());
    return call;
  }

  @Test
  void aResourceIndicator() {
    TestSettings settings =
        TestSettings.of("post-client", AuthMethod.POST)
            .resource("https://api.example.com/orders")
            .scopes("orders.read");
    assertThat(GrantFixture.granted(ask(settings, SECRET)).lifetime())
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aWrongSecretIsTheCredentials() {
    var failure =
        GrantFixture.refused(ask(TestSettings.of("post-client", AuthMethod.POST), "wrong"));
    assertThat(failure.code()).isEqualTo(CredentialCategory.CREDENTIALS);
    assertThat(failure.providerError()).isEqualTo("invalid_client");
  }

  @Test
  void aScopeOfOthersIsNotAllowed() {
    var failure =
        GrantFixture.refused(
            ask(TestSettings.of("post-client", AuthMethod.POST).scopes("orders.write"), SECRET));
    assertThat(failure.code()).isEqualTo(CredentialCategory.NOT_ALLOWED);
    assertThat(failure.providerError()).isEqualTo("invalid_scope");
  }

  @Test
  void itsMetadataFillsTheForm() throws Exception {
    IssuerDiscovery.Result result =
        fixture.issuers().discover(issuer, null, Duration.ofSeconds(10));
    assertThat(result.tokenEndpoint()).isEqualTo(issuer + "/token");
    assertThat(result.authMethods())
        .contains(AuthMethod.BASIC, AuthMethod.POST, AuthMethod.PRIVATE_KEY_JWT);
    assertThat(result.scopes()).contains("orders.read");
  }
}
