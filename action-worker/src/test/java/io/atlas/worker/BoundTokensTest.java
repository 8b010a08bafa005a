package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.atlas.model.dpop.DpopKey;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.model.key.ClientCertificate;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.Secret;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.TestAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tokens that are of use with a key or a certificate alone (RFC 9449, RFC 8705), at targets. */
class BoundTokensTest {

  private static final TestAuthority AUTHORITY = new TestAuthority("Private CA");

  private static World world;

  @BeforeAll
  static void start() {
    world = new World();
    world.startWorker();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private static String connection(
      TokenBinding binding, @Nullable String certificate, @Nullable String authorities) {
    String id = UUID.randomUUID().toString();
    ConnectionState plain = World.connectionState(1, World.ACCOUNT, List.of());
    ObjectNode settings =
        EventJson.MAPPER.valueToTree(ConnectionSettings.of("client", AuthMethod.BASIC, List.of()));
    settings.put("tokenBinding", binding.wireName());
    settings.put("certificate", certificate);
    settings.put("caCertificates", authorities);
    world.connection(
        id,
        new ConnectionState(
            1,
            1,
            World.ACCOUNT,
            plain.name(),
            plain.tokenEndpoint(),
            EventJson.MAPPER.treeToValue(settings, ConnectionSettings.class),
            List.of(),
            null));
    return id;
  }

  /** A grant whose token is of use with this key. */
  private static void token(
      String connection, String token, long generation, @Nullable Secret key) {
    TokenState.Grant bearer = world.grant(connection, token, 1, generation);
    world.token(
        connection,
        TokenState.granted(
            new TokenState.Grant(
                generation,
                1,
                bearer.sealedToken(),
                key == null
                    ? null
                    : world
                        .sealer()
                        .seal(key, Binding.grantKey(World.ACCOUNT, connection, 1, generation)),
                bearer.issuedAt(),
                bearer.refreshAt(),
                bearer.expiresAt())));
  }

  private static DpopKey newKey() {
    return DpopKey.generate(new SecureRandom());
  }

  /** A resource server of RFC 9449, which accepts one token with its key and one nonce. */
  private static final class Guarded implements FaultyHttpServer.Behaviour {
    private final AtomicReference<String> token = new AtomicReference<>();
    private final AtomicReference<String> thumbprint = new AtomicReference<>();
    private final AtomicReference<@Nullable String> nonce = new AtomicReference<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private String url = "";

    @Override
    public void serve(FaultyHttpServer.Request request, FaultyHttpServer.Exchange exchange)
        throws IOException {
      String error = error(request);
      if (error == null) {
        exchange.answer(200, Map.of(), "{}");
        return;
      }
      String given = nonce.get();
      Map<String, String> headers = new TreeMap<>();
      headers.put("WWW-Authenticate", "DPoP error=\"" + error + "\", algs=\"ES256\"");
      if (given != null) {
        headers.put("DPoP-Nonce", given);
      }
      exchange.answer(401, headers, "{\"proof\":\"" + request.header("dpop") + "\"}");
    }

    private @Nullable String error(FaultyHttpServer.Request request) {
      try {
        SignedJWT proof = SignedJWT.parse(request.header("dpop"));
        JWTClaimsSet claims = proof.getJWTClaimsSet();
        var key = proof.getHeader().getJWK().toECKey();
        String path = request.target().split("\\?")[0];
        String sent = request.header("authorization").substring("DPoP ".length());
        check(proof.verify(new ECDSAVerifier(key)), "signature");
        check(used.add(claims.getJWTID()), "jti");
        check(request.method().equals(claims.getClaim("htm")), "htm");
        check((url + path).equals(claims.getClaim("htu")), "htu");
        check(hash(sent).equals(claims.getClaim("ath")), "ath");
        if (!sent.equals(token.get())
            || !key.computeThumbprint().toString().equals(thumbprint.get())) {
          return "invalid_token";
        }
        String wanted = nonce.get();
        return wanted == null || wanted.equals(claims.getClaim("nonce")) ? null : "use_dpop_nonce";
      } catch (Exception broken) {
        faults.add(broken.toString());
        return "invalid_dpop_proof";
      }
    }

    private void check(boolean right, String what) {
      if (!right) {
        faults.add(what);
      }
    }

    private static String hash(String text) throws Exception {
      return Base64URL.encode(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)))
          .toString();
    }

    void accept(String accepted, DpopKey key) {
      token.set(accepted);
      thumbprint.set(key.thumbprint());
    }
  }

  private static FaultyHttpServer start(Guarded guarded) {
    FaultyHttpServer target = FaultyHttpServer.start(guarded);
    guarded.url = target.url("");
    return target;
  }

  @Test
  void aBoundTokenGoesWithAFreshProofAndTheNonceThatTheTargetWants() {
    Guarded guarded = new Guarded();
    guarded.nonce.set("n-1");
    DpopKey key = newKey();
    guarded.accept("bound-token", key);
    try (FaultyHttpServer target = start(guarded)) {
      String connection = connection(TokenBinding.DPOP, null, null);
      token(connection, "bound-token", 10, key.jwk());
      String action =
          world.action(
              World.to(target.url("/orders/{{input.id}}/[100%]?a=b"))
                  .connection(connection)
                  .headers(new ActionDefinition.Header("dpop", "own", false, null))
                  .build());
      ActionExecuted first = result(world.fire(action, "{'id': 'ä b'}"));
      assertThat(first.outcome()).as(first.toString()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(first.calls()).isEqualTo(2);
      assertThat(first.repeated()).contains("Sent twice because", "nonce");
      assertThat(first.request().headers().toString()).doesNotContain("eyJ");
      ActionExecuted second = result(world.fire(action, "{'id': 2}"));
      assertThat(second.calls()).as("the nonce is remembered").isEqualTo(1);
      assertThat(second.repeated()).isNull();
      assertThat(target.requests()).hasSize(3);
      assertThat(rejections(connection)).as("the token was never at fault").isEmpty();
      assertThat(guarded.faults).isEmpty();
    }
  }

  @Test
  void aTargetThatIsNeverContentWithTheNonceIsCalledTwiceAndNoTokenIsRenewed() {
    FaultyHttpServer.Behaviour never =
        (request, exchange) ->
            exchange.answer(
                401,
                Map.of(
                    "WWW-Authenticate",
                    "DPoP error=\"use_dpop_nonce\"",
                    "DPoP-Nonce",
                    UUID.randomUUID().toString()),
                "");
    try (FaultyHttpServer target = FaultyHttpServer.start(never)) {
      String connection = connection(TokenBinding.DPOP, null, null);
      token(connection, "bound-token", 20, newKey().jwk());
      String action = world.action(World.to(target.url("/")).connection(connection).build());
      ActionExecuted result = result(world.fire(action, "{}"));
      assertThat(result.category()).isEqualTo(FailureCategory.TOKEN_REJECTED);
      assertThat(result.diagnosis().hint()).contains("nonce");
      assertThat(result.calls()).isEqualTo(2);
      assertThat(target.requests()).hasSize(2);
      assertThat(rejections(connection)).isEmpty();
    }
  }

  @Test
  @DisplayName("I4: a rejected bound token is renewed once, and comes with a key of its own")
  void aRejectedBoundTokenIsRenewed() {
    Guarded guarded = new Guarded();
    DpopKey fresh = newKey();
    guarded.accept("fresh-token", fresh);
    try (FaultyHttpServer target = start(guarded)) {
      String connection = connection(TokenBinding.DPOP, null, null);
      token(connection, "stale-token", 30, newKey().jwk());
      String action = world.action(World.to(target.url("/")).connection(connection).build());
      String execution = world.fire(action, "{}");
      await().untilAsserted(() -> assertThat(rejections(connection)).hasSize(1));
      token(connection, "fresh-token", 31, fresh.jwk());
      ActionExecuted result = result(execution);
      assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(result.calls()).isEqualTo(2);
      assertThat(guarded.faults).isEmpty();
    }
  }

  @Test
  void whatATargetSaysOfBindingsIsExplained() {
    Map<String, String> hints =
        Map.of(
            "DPoP algs=\"ES256\"", "token binding to dpop",
            "Bearer error=\"invalid_token\", error_description=\"certificate mismatch\"",
                "token binding to mtls");
    hints.forEach((challenge, hint) -> {
      FaultyHttpServer.Behaviour says =
          (request, exchange) -> exchange.answer(401, Map.of("WWW-Authenticate", challenge), "");
      try (FaultyHttpServer target = FaultyHttpServer.start(says)) {
        String connection = world.connection();
        world.token(connection, "first", 1, 40);
        String action =
            world.action(World.to(target.url("/")).connection(connection).noRetry().build());
        String execution = world.fire(action, "{}");
        await().untilAsserted(() -> assertThat(rejections(connection)).hasSize(1));
        world.token(connection, "second", 1, 41);
        assertThat(result(execution).diagnosis().hint()).contains(hint);
      }
    });
    FaultyHttpServer.Behaviour clock =
        (request, exchange) ->
            exchange.answer(
                401, Map.of("WWW-Authenticate", "DPoP error=\"invalid_dpop_proof\""), "");
    try (FaultyHttpServer target = FaultyHttpServer.start(clock)) {
      String connection = connection(TokenBinding.DPOP, null, null);
      token(connection, "bound-token", 42, newKey().jwk());
      String action = world.action(World.to(target.url("/")).connection(connection).build());
      ActionExecuted result = result(world.fire(action, "{}"));
      assertThat(result.diagnosis().hint()).contains("clock", "another URL");
      assertThat(result.calls()).isEqualTo(1);
      assertThat(rejections(connection)).isEmpty();
    }
  }

  @Test
  void aTokenWithoutItsKeyIsNotSent() {
    try (FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      for (TokenBinding binding : List.of(TokenBinding.DPOP, TokenBinding.MTLS)) {
        String connection = connection(binding, AUTHORITY.server("client").pem(), null);
        token(connection, "bound-token", 50, null);
        String action = world.action(World.to(target.url("/")).connection(connection).build());
        ActionExecuted result = result(world.fire(action, "{}"));
        assertThat(result.outcome()).isEqualTo(Outcome.RETRYING);
        assertThat(result.category()).isEqualTo(FailureCategory.TOKEN_UNAVAILABLE);
        assertThat(result.diagnosis().summary()).contains("without the key");
      }
      assertThat(target.requests()).isEmpty();
    }
  }

  /** Tells whose certificate it was shown. */
  private static FaultyHttpServer telling(@Nullable TestAuthority clients, String... protocols) {
    return FaultyHttpServer.start(
        TestAuthority.sockets(
            AUTHORITY.server("localhost"), clients == null ? null : clients.own, protocols),
        "https",
        (request, exchange) -> {
          String name =
              clients == null
                  ? ""
                  : ((X509Certificate)
                          ((SSLSocket) exchange.socket()).getSession().getPeerCertificates()[0])
                      .getSubjectX500Principal()
                      .getName();
          exchange.answer(200, Map.of("Content-Type", "text/plain"), name);
        });
  }

  private static String certified(TestAuthority.Issued client, long generation) throws Exception {
    String connection = connection(TokenBinding.MTLS, client.pem(), AUTHORITY.own.pem());
    token(connection, "token-of-" + generation, generation, key(client));
    return connection;
  }

  private static Secret key(TestAuthority.Issued client) throws Exception {
    return ClientCertificate.of(client.pem(), new Secret(client.keyPem())).pkcs8();
  }

  @Test
  void eachConnectionPresentsItsOwnCertificate() throws Exception {
    TestAuthority clients = new TestAuthority("Clients");
    try (FaultyHttpServer target = telling(clients)) {
      TestAuthority.Issued first = clients.server("one");
      String one = certified(first, 60);
      String two = certified(clients.server("two"), 61);
      String asOne = world.action(World.to(target.url("/")).connection(one).build());
      String asTwo = world.action(World.to(target.url("/")).connection(two).build());
      // One after the other, so that a kept connection would be taken.
      for (int i = 0; i < 3; i++) {
        assertThat(result(world.fire(asOne, "{}")).response().body()).isEqualTo("CN=one");
        assertThat(result(world.fire(asTwo, "{}")).response().body()).isEqualTo("CN=two");
      }
      assertThat(target.requests())
          .extracting(request -> request.header("authorization"))
          .contains("Bearer token-of-60", "Bearer token-of-61");
      // Another token of the same credentials: the same certificate, and a kept connection.
      token(one, "token-of-62", 62, key(first));
      await()
          .untilAsserted(() -> {
            ActionExecuted renewed = result(world.fire(asOne, "{}"));
            assertThat(renewed.tokenGeneration()).isEqualTo(62);
            assertThat(renewed.timings().connect()).isNull();
            assertThat(renewed.response().body()).isEqualTo("CN=one");
          });
    }
  }

  @Test
  void aTargetThatWantsACertificateIsToldOf() throws Exception {
    TestAuthority clients = new TestAuthority("Clients");
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (FaultyHttpServer target = telling(clients, protocol)) {
        String without = connection(TokenBinding.NONE, null, AUTHORITY.own.pem());
        world.token(without, "bearer-70", 1, 70);
        // With TLS 1.3 the alert comes after the handshake, and a reset may overtake it.
        ActionExecuted result = called(target, without);
        assertThat(result.category()).isIn(FailureCategory.TLS, FailureCategory.CONNECT);
        assertThat(result.diagnosis().summary()).contains("token binding is mtls");
        String stranger = certified(new TestAuthority("Strangers").server("stranger"), 71);
        result = called(target, stranger);
        assertThat(result.category()).isIn(FailureCategory.TLS, FailureCategory.CONNECT);
        assertThat(result.diagnosis().summary())
            .contains("not accept the connection's client certificate");
        assertThat(target.requests()).isEmpty();
      }
    }
  }

  @Test
  void aTargetOfAPrivateAuthorityIsTrustedForTheConnectionThatNamesIt() {
    try (FaultyHttpServer target = telling(null)) {
      String trusting = connection(TokenBinding.NONE, null, AUTHORITY.own.pem());
      String stranger = connection(TokenBinding.NONE, null, new TestAuthority("Another").own.pem());
      String usual = world.connection();
      for (String connection : List.of(trusting, stranger, usual)) {
        world.token(connection, "token", 1, 80);
      }
      assertThat(called(target, trusting).outcome()).isEqualTo(Outcome.SUCCEEDED);
      for (String connection : List.of(stranger, usual)) {
        ActionExecuted result = called(target, connection);
        assertThat(result.category()).isEqualTo(FailureCategory.TLS);
        assertThat(result.diagnosis().summary()).contains("no trusted authority");
      }
      assertThat(target.requests()).hasSize(1);
    }
  }

  private static ActionExecuted called(FaultyHttpServer target, String connection) {
    String action =
        world.action(World.to(target.url("/")).connection(connection).noRetry().build());
    return result(world.fire(action, "{}"));
  }

  @Test
  @DisplayName("I6: neither proofs nor keys are in logs and results")
  void neitherProofsNorKeysShow() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    List<String> lines = new CopyOnWriteArrayList<>();
    AppenderBase<ILoggingEvent> capture =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
          }
        };
    capture.start();
    FaultyHttpServer.Behaviour echo =
        (request, exchange) ->
            exchange.answer(
                200,
                Map.of("X-Echo", request.header("dpop")),
                "you sent " + request.header("dpop"));
    TestAuthority clients = new TestAuthority("Clients");
    TestAuthority.Issued client = clients.server("client");
    DpopKey key = newKey();
    String half = ECKey.parse(key.jwk().value()).getD().toString();
    String certified = certified(client, 90);
    String connection = connection(TokenBinding.DPOP, null, null);
    token(connection, "bound-token", 91, key.jwk());
    try (FaultyHttpServer target = FaultyHttpServer.start(echo);
        FaultyHttpServer tls = telling(clients)) {
      root.addAppender(capture);
      root.setLevel(Level.DEBUG);
      String action = world.action(World.to(target.url("/")).connection(connection).build());
      ActionExecuted result = result(world.fire(action, "{}"));
      assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
      String[] proof = target.requests().getLast().header("dpop").split("\\.");
      lines.add(EventJson.MAPPER.writeValueAsString(result));
      String asClient = world.action(World.to(tls.url("/")).connection(certified).build());
      assertThat(result(world.fire(asClient, "{}")).outcome()).isEqualTo(Outcome.SUCCEEDED);
      String pkcs8 = client.keyPem().split("\n")[1].substring(48);
      assertThat(lines)
          .isNotEmpty()
          .noneMatch(line -> line.contains(half.substring(0, 12)))
          .noneMatch(line -> line.contains(pkcs8.substring(0, 12)))
          .noneMatch(line -> line.contains(proof[2].substring(0, 20)));
    } finally {
      root.setLevel(before);
      root.detachAppender(capture);
    }
  }

  /** A view that was a moment behind asks for a token that is there: not what is meant here. */
  private static List<TokenRequest> rejections(String connection) {
    return world.requestsFor(connection).stream()
        .filter(request -> request.reason() == TokenRequest.Reason.REJECTED)
        .toList();
  }

  private static ActionExecuted result(String execution) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(world.resultsOf(execution)).isNotEmpty());
    return world.resultsOf(execution).get(0);
  }
}
