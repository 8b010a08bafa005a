package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.connections.Rest.Answer;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.TokenRequest;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ConnectionsTest {

  private final Service service = Service.shared();
  private final Rest demo = service.client("demo");

  @Test
  void aConnectionIsTestedStoredPublishedAndItsTokenAdopted() {
    Answer created = demo.post("/api/v1/connections", Bodies.connection("Orders", "right-secret"));

    assertThat(created.status()).as(created.body()).isEqualTo(201);
    String id = created.at("/id");
    assertThat(created.header("Location")).hasValue("/api/v1/connections/" + id);
    assertThat(created.header("ETag")).hasValue("\"1\"");
    assertThat(created.at("/status")).isEqualTo("ACTIVE");
    assertThat(created.body()).doesNotContain("right-secret");
    ConnectionState state = service.connection(id);
    assertThat(state.accountId()).isEqualTo("demo");
    assertThat(state.credentialsVersion()).isEqualTo(1);
    await()
        .untilAsserted(() ->
            assertThat(service.tokenService.requests())
                .anyMatch(request ->
                    request.reason() == TokenRequest.Reason.ADOPT
                        && request.credentialsVersion() == 1));
  }

  @Test
  @DisplayName("Whoever no longer waits for the provider withdraws, and a late yes stores nothing")
  void anAttemptIsStoredOrWithdrawn() {
    Rest account = service.client("withdrawing");
    String body = Bodies.connection("Withdrawn", "right-secret");
    String path = "/api/v1/connections";
    service.tokenService.beforeEachResult(test ->
        assertThat(account.post(path + "/withdraw", "{\"attempt\": \"first\"}").body())
            .isEqualTo("{\"withdrawn\":true}"));
    Answer late;
    try {
      late = account.post(path, body, "Atlas-Attempt", "first");
    } finally {
      service.tokenService.beforeEachResult(test -> {});
    }
    assertThat(late.status()).isEqualTo(409);
    assertThat(late.at("/detail")).contains("withdrawn");
    assertThat(account.get(path).json().at("/items").size()).isZero();
    assertThat(account.post(path, body, "Atlas-Attempt", "first").status()).isEqualTo(409);

    Answer second = account.post(path, body, "Atlas-Attempt", "second");
    assertThat(second.status()).as(second.body()).isEqualTo(201);
    assertThat(account.post(path + "/withdraw", "{\"attempt\": \"second\"}").body())
        .isEqualTo("{\"withdrawn\":false}");
    assertThat(
            service.client("another").post(path + "/withdraw", "{\"attempt\": \"second\"}").body())
        .isEqualTo("{\"withdrawn\":true}");
    String credentials = path + "/" + second.at("/id") + "/credentials";
    account.post(path + "/withdraw", "{\"attempt\": \"third\"}");
    assertThat(account.put(credentials, "{\"audience\": \"a\"}", "Atlas-Attempt", "third").status())
        .isEqualTo(409);
    assertThat(account.get(path + "/" + second.at("/id")).json().at("/version").intValue())
        .isEqualTo(1);
    assertThat(account.post(path, body, "Atlas-Attempt", "x".repeat(101)).fields())
        .containsExactly("Atlas-Attempt");
    assertThat(account.post(path + "/withdraw", "{}").fields()).containsExactly("attempt");
  }

  @Test
  @DisplayName("I7: a connection is stored only after the provider accepted its credentials")
  void i7NothingIsStoredWhenTheProviderRefuses() {
    Rest account = service.client("refused");
    Answer refused = account.post("/api/v1/connections", Bodies.connection("Orders", "wrong"));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.header("Content-Type")).hasValue("application/problem+json");
    assertThat(refused.at("/code")).isEqualTo("CREDENTIALS");
    assertThat(refused.at("/providerError")).isEqualTo("invalid_client");
    assertThat(refused.at("/providerErrorDescription")).isEqualTo("unknown client");
    assertThat(refused.at("/hint")).isEqualTo("Check it.");
    assertThat(refused.json().at("/latencyMs").intValue()).isEqualTo(12);
    assertThat(account.get("/api/v1/connections").json().at("/items").size()).isZero();
    service.connections.barrier().join();
    service.connections.forEach(
        (id, state) -> assertThat(state.accountId()).isNotEqualTo("refused"));
  }

  private String created(Rest account, String name) {
    return account.post("/api/v1/connections", Bodies.connection(name, "right-secret")).at("/id");
  }

  @Test
  void aTestStoresNothingAndTellsWhatTheProviderSaid() {
    Rest account = service.client("only-tests");
    Answer ok = account.post("/api/v1/connections/test", Bodies.connection("A", "right-secret"));
    assertThat(ok.status()).as(ok.body()).isEqualTo(200);
    assertThat(ok.json().at("/ok").booleanValue()).isTrue();
    assertThat(ok.at("/tokenType")).isEqualTo("Bearer");
    assertThat(ok.json().at("/expiresIn").intValue()).isEqualTo(3_600);
    assertThat(ok.json().at("/failure").isNull()).isTrue();
    assertThat(ok.body()).doesNotContain("sealedToken");
    Answer refused = account.post("/api/v1/connections/test", Bodies.connection("A", "wrong"));
    assertThat(refused.status()).isEqualTo(200);
    assertThat(refused.json().at("/ok").booleanValue()).isFalse();
    assertThat(refused.at("/failure/providerError")).isEqualTo("invalid_client");
    Answer blocked =
        account.post(
            "/api/v1/connections/test",
            Bodies.connection("A", "x").replace("http://localhost:9000", "https://10.1.2.3"));
    assertThat(blocked.status()).isEqualTo(200);
    assertThat(blocked.at("/failure/code")).isEqualTo("BLOCKED_ADDRESS");
    assertThat(account.get("/api/v1/connections").json().at("/items").size()).isZero();
  }

  @Test
  void everyBadFieldIsNamed() {
    Answer refused =
        demo.post(
            "/api/v1/connections",
            """
            {"name": " ", "tokenEndpoint": "ftp://x/y", "scopes": "orders.read", "authMethod": "magic",
             "resource": ["relative"], "extraParameters": {"client_id": "x"},
             "extraHeaders": {"Host": "x"}, "privateKey": "no key", "certificate": "none",
             "allowedHosts": ["https://x"], "defaultLifetimeSeconds": -1,
             "secretExpiresOn": "tomorrow", "tokenRequestsPerDay": 1.5, "password": "x",
             "rateLimit": {"perSecond": "5", "perMinute": 1}}
            """);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fields())
        .containsExactlyInAnyOrder(
            "name",
            "tokenEndpoint",
            "clientId",
            "scopes",
            "authMethod",
            "resource",
            "extraParameters.client_id",
            "extraHeaders.Host",
            "privateKey",
            "certificate",
            "allowedHosts",
            "defaultLifetimeSeconds",
            "secretExpiresOn",
            "tokenRequestsPerDay",
            "password",
            "rateLimit.perSecond",
            "rateLimit.perMinute");
    assertThat(demo.post("/api/v1/connections", "{}").fields())
        .containsExactlyInAnyOrder("name", "clientId", "clientSecret", "tokenEndpoint");
    Answer secretless =
        demo.post(
            "/api/v1/connections",
            Bodies.connection("A", "x").replace("\"clientSecret\": \"x\",", ""));
    assertThat(secretless.fields()).containsExactly("clientSecret");
    for (String endpoint : new String[] {"http://user:pw@localhost/t", "http://localhost/t#f"}) {
      Answer malformed =
          demo.post(
              "/api/v1/connections",
              Bodies.connection("A", "x").replace("http://localhost:9000/oauth2/token", endpoint));
      assertThat(malformed.status()).isEqualTo(400);
      assertThat(malformed.fields()).containsExactly("tokenEndpoint");
    }
    Answer blocked =
        demo.post(
            "/api/v1/connections",
            Bodies.connection("A", "x")
                .replace("http://localhost:9000", "https://169.254.169.254"));
    assertThat(blocked.status()).isEqualTo(422);
    assertThat(blocked.at("/code")).isEqualTo("BLOCKED_ADDRESS");
    for (String body : new String[] {"{", "[]", "\"x\"", "{} {}", "{\"a\":1,\"a\":2}"}) {
      Answer unreadable = demo.post("/api/v1/connections", body);
      assertThat(unreadable.status()).as(body).isEqualTo(400);
      assertThat(unreadable.fields()).as(body).containsExactly("requestBody");
      assertThat(unreadable.header("Content-Type")).hasValue("application/problem+json");
    }
  }

  @Test
  void whatCannotBeReadIsToldWithItsPlaceAndNeverShown() {
    Answer unreadable =
        demo.post("/api/v1/connections", "{\"name\": \"A\",\n \"clientSecret\": hidden-secret}");
    assertThat(unreadable.status()).isEqualTo(400);
    assertThat(unreadable.at("/errors/0/message"))
        .startsWith("is not readable as JSON (line 2, column ");
    assertThat(unreadable.body()).doesNotContain("hidden");

    Answer text =
        demo.post("/api/v1/connections", Bodies.connection("A", "x"), "Content-Type", "text/plain");
    assertThat(text.status()).isEqualTo(415);
    assertThat(text.fields()).containsExactly("Content-Type");
    Answer large = demo.post("/api/v1/connections", " ".repeat((2 << 20) + 1));
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.fields()).containsExactly("requestBody");
    Answer method = demo.put("/api/v1/connections", "{}");
    assertThat(method.status()).isEqualTo(405);
    assertThat(method.header("Allow").orElse("")).contains("GET").contains("POST");
    assertThat(demo.delete("/api/v1/connections/x?ifUnused=perhaps").fields())
        .containsExactly("ifUnused");
    assertThat(demo.post("/api/v1/connections", "{}", "Idempotency-Key", "two words").fields())
        .containsExactly("Idempotency-Key");
    for (Answer refused : new Answer[] {unreadable, text, large, method}) {
      assertThat(refused.header("Content-Type")).hasValue("application/problem+json");
      assertThat(refused.at("/detail")).isNotBlank();
    }
  }

  @Test
  void anAnswerMayBeSentBackWhole() {
    String rich =
        Bodies.connection("Whole", "right-secret")
            .replaceFirst(
                "\\{",
                "{\"audience\": \"a\", \"resource\": [\"urn:r\"], \"secretExpiresOn\": \"2030-01-01\","
                    + " \"extraHeaders\": {\"X-A\": \"1\"}, \"tokenRequestsPerDay\": 7,"
                    + " \"rateLimit\": {\"perSecond\": 2}, ");
    String id = demo.post("/api/v1/connections", rich).at("/id");
    String path = "/api/v1/connections/" + id;
    int asked = service.tokenService.tests().size();
    Answer before = demo.get(path);

    Answer sentBack = demo.put(path + "/credentials", before.body());

    assertThat(sentBack.status()).as(sentBack.body()).isEqualTo(200);
    for (String changing : new String[] {"version", "updatedAt", "tokenRequests"}) {
      assertThat(sentBack.json().has(changing)).isTrue();
    }
    ObjectNode kept = (ObjectNode) before.json();
    ObjectNode now = (ObjectNode) sentBack.json();
    for (ObjectNode answer : new ObjectNode[] {kept, now}) {
      answer.remove(
          List.of(
              "version", "updatedAt", "tokenRequests", "lastTokenAt", "tokenExpiresAt", "status"));
    }
    assertThat(now).isEqualTo(kept);
    assertThat(service.connection(id).credentialsVersion()).isEqualTo(1);
    assertThat(service.tokenService.tests()).hasSize(asked);
    assertThat(demo.post(path + "/test", before.body()).status()).isEqualTo(200);
    assertThat(demo.post("/api/v1/connections", before.body()).fields()).contains("id", "status");
    assertThat(
            demo.put(path + "/credentials", before.body().replace("\"usedBy\"", "\"used\""))
                .fields())
        .containsExactly("used");
  }

  @Test
  void aPresetMustBeOneThatIsKnown() {
    Answer unknown =
        demo.post(
            "/api/v1/connections",
            Bodies.connection("A", "right-secret")
                .replaceFirst("\\{", "{\"provider\": \"nobody\", "));
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.fields()).containsExactly("provider");
  }

  @Test
  void aNameMayBeGivenTwiceUnlessTheCallerMinds() {
    Rest account = service.client("named-twice");
    String body = Bodies.connection(" Orders Ü ", "right-secret");
    String first = account.post("/api/v1/connections", body).at("/id");
    Answer second = account.post("/api/v1/connections", body);
    assertThat(second.status()).as(second.body()).isEqualTo(201);

    String minding = "/api/v1/connections?ifNameFree=true";
    Answer taken = account.post(minding, body.replace("Orders Ü", "oRDERS ü"));
    assertThat(taken.status()).as(taken.body()).isEqualTo(409);
    assertThat(taken.at("/code")).isEqualTo("NAME_TAKEN");
    String other = body.replace("Orders Ü", "Other");
    Answer free = account.post(minding, other, "Idempotency-Key", "named-twice");
    assertThat(free.status()).isEqualTo(201);
    // The same request again is the same connection, and no other.
    assertThat(account.post(minding, other, "Idempotency-Key", "named-twice").at("/id"))
        .isEqualTo(free.at("/id"));
    assertThat(service.client("named-elsewhere").post(minding, body).status()).isEqualTo(201);

    String path = "/api/v1/connections/" + free.at("/id");
    String name = "{\"name\": \"orders ü\"}";
    assertThat(account.patch(path + "?ifNameFree=true", name).status()).isEqualTo(409);
    assertThat(account.patch(path + "?ifNameFree=true", "{\"name\": \"OTHER\"}").status())
        .isEqualTo(200);
    assertThat(account.patch(path, name).status()).isEqualTo(200);
    account.delete("/api/v1/connections/" + first);
    account.delete("/api/v1/connections/" + second.at("/id"));
    assertThat(account.patch(path + "?ifNameFree=true", name).status()).isEqualTo(200);
  }

  @Test
  void aRenameDropsNoToken() {
    String id = created(demo, "Before");
    Answer renamed = demo.patch("/api/v1/connections/" + id, "{\"name\": \"After\"}");
    assertThat(renamed.status()).as(renamed.body()).isEqualTo(200);
    assertThat(renamed.at("/name")).isEqualTo("After");
    ConnectionState state = service.connection(id);
    assertThat(state.version()).isEqualTo(2);
    assertThat(state.credentialsVersion()).isEqualTo(1);
    assertThat(
            demo.patch("/api/v1/connections/" + id, "{\"name\": \"X\"}", "If-Match", "\"1\"")
                .status())
        .isEqualTo(412);
  }

  @Test
  void rotatingIsTestedFirstAndRaisesTheCredentialsVersion() {
    String id = created(demo, "Rotated");
    String path = "/api/v1/connections/" + id + "/credentials";

    assertThat(demo.put(path, "{\"clientSecret\": \"wrong\"}").status()).isEqualTo(422);
    assertThat(service.connection(id).version()).isEqualTo(1);
    Answer rotated = demo.put(path, "{\"clientSecret\": \"right-secret\"}");
    assertThat(rotated.status()).as(rotated.body()).isEqualTo(200);
    assertThat(rotated.at("/scopes/0")).isEqualTo("orders.read");
    assertThat(service.connection(id).credentialsVersion()).isEqualTo(2);

    int asked = service.tokenService.tests().size();
    String reminded =
        Bodies.connection("Rotated", "")
            .replace("\"scopes\"", "\"secretExpiresOn\": \"2030-01-01\", \"scopes\"");
    Answer kept = demo.put(path, reminded);
    assertThat(kept.status()).as(kept.body()).isEqualTo(200);
    assertThat(kept.at("/secretExpiresOn")).isEqualTo("2030-01-01");
    assertThat(service.connection(id).version()).isEqualTo(3);
    assertThat(service.connection(id).credentialsVersion()).isEqualTo(2);
    assertThat(service.tokenService.tests()).hasSize(asked);

    Answer scoped = demo.put(path, reminded.replace("orders.read", "orders.write"));
    assertThat(scoped.status()).as(scoped.body()).isEqualTo(200);
    assertThat(service.connection(id).credentialsVersion()).isEqualTo(3);
    assertThat(service.tokenService.tests()).hasSize(asked + 1);
  }

  @Test
  void aRateIsChangedWithoutATestAndWithoutDroppingTokens() {
    String rate = "{\"rateLimit\": {\"perSecond\": 2.5}, ";
    Answer created =
        demo.post(
            "/api/v1/connections",
            Bodies.connection("Paced", "right-secret").replaceFirst("\\{", rate));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(created.json().at("/rateLimit/perSecond").doubleValue()).isEqualTo(2.5);
    String id = created.at("/id");
    assertThat(service.connection(id).settings().rateLimit()).isEqualTo(new RateLimit(2.5));

    String path = "/api/v1/connections/" + id + "/credentials";
    int asked = service.tokenService.tests().size();
    Answer changed = demo.put(path, "{\"rateLimit\": {\"perSecond\": 5}}");
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    assertThat(changed.at("/scopes/0")).isEqualTo("orders.read");
    assertThat(service.connection(id).settings().rateLimit()).isEqualTo(new RateLimit(5));
    Answer renamed = demo.patch("/api/v1/connections/" + id, "{\"name\": \"Still paced\"}");
    assertThat(renamed.json().at("/rateLimit/perSecond").doubleValue()).isEqualTo(5);
    assertThat(demo.put(path, "{\"rateLimit\": null}").status()).isEqualTo(200);
    assertThat(service.connection(id).settings().rateLimit()).isNull();
    assertThat(service.connection(id).credentialsVersion()).isEqualTo(1);
    assertThat(service.tokenService.tests()).hasSize(asked);

    for (String unusable : new String[] {"5", "{}", "{\"perSecond\": 0}", "[]"}) {
      Answer refused = demo.put(path, "{\"rateLimit\": " + unusable + "}");
      assertThat(refused.status()).as(unusable).isEqualTo(400);
      assertThat(refused.fields()).as(unusable).allMatch(field -> field.startsWith("rateLimit"));
    }
  }

  @Test
  @DisplayName("vector 72: whatever changes the token request is other credentials")
  void everyChangeOfTheTokenRequestRaisesTheCredentialsVersion() {
    String id = created(demo, "Changing");
    String path = "/api/v1/connections/" + id + "/credentials";
    String body = Bodies.connection("Changing", "");
    long version = 1;
    for (String change :
        new String[] {
          "\"audience\": \"https://api.example.com\"",
          "\"resource\": [\"urn:orders\"]",
          "\"extraParameters\": {\"organization\": \"acme\"}",
          "\"extraHeaders\": {\"X-Tenant\": \"7\"}",
          "\"authMethod\": \"post\"",
          "\"bodyFormat\": \"json\"",
          "\"grantType\": \"account_credentials\"",
          "\"scopeSeparator\": \",\"",
          "\"provider\": \"zoom\"",
        }) {
      body = body.replaceFirst("\\{", "{" + change + ", ");
      Answer changed = demo.put(path, body);
      assertThat(changed.status()).as(changed.body()).isEqualTo(200);
      assertThat(service.connection(id).credentialsVersion()).as(change).isEqualTo(++version);
    }
    String moved = Bodies.connection("Changing", "right-secret");
    assertThat(demo.put(path, moved.replace("/oauth2/token", "/v2/token")).status()).isEqualTo(200);
    assertThat(service.connection(id).credentialsVersion()).isEqualTo(++version);
  }

  @Test
  void aClientCertificateMayStandBesideTheSecret() {
    String secretAlone = Bodies.connection("ADP", "right-secret");
    String both =
        secretAlone.replaceFirst(
            "\\{",
            "{\"provider\": \"adp\", \"certificate\": \""
                + Matcher.quoteReplacement(Certificates.PEM)
                + "\", \"privateKey\": \"-----BEGIN PRIVATE KEY-----\", ");
    Answer created = demo.post("/api/v1/connections", both);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    assertThat(created.json().at("/hasPrivateKey").booleanValue()).isTrue();
    assertThat(created.json().at("/hasClientSecret").booleanValue()).isTrue();
    assertThat(service.connection(created.at("/id")).settings().sealedPrivateKey()).isNotNull();
    Answer keyless = demo.post("/api/v1/connections", both.replace("privateKey", "keyId"));
    assertThat(keyless.fields()).containsExactly("privateKey");
    Answer useless =
        demo.post(
            "/api/v1/connections",
            both.replaceFirst("\"certificate\": \"[^\"]*\"", "\"keyId\": \"k\""));
    assertThat(useless.fields()).containsExactly("privateKey");
    Answer inTheClear =
        demo.post(
            "/api/v1/connections",
            both.replaceFirst("\\{", "{\"authMethod\": \"tls_client_auth\", ")
                .replace("\"clientSecret\": \"right-secret\",", ""));
    assertThat(inTheClear.fields()).as("no handshake over http").containsExactly("tokenEndpoint");
  }

  @Test
  void aPresetsBudgetShowsUntilTheConnectionSetsItsOwn() {
    String ebay =
        Bodies.connection("eBay", "right-secret").replaceFirst("\\{", "{\"provider\": \"ebay\", ");
    Answer presets = demo.post("/api/v1/connections", ebay);
    assertThat(presets.json().at("/tokenRequests/perDay").intValue()).isEqualTo(1_000);
    Answer own =
        demo.post(
            "/api/v1/connections", ebay.replaceFirst("\\{", "{\"tokenRequestsPerDay\": 50, "));
    assertThat(own.json().at("/tokenRequests/perDay").intValue()).isEqualTo(50);
  }

  @Test
  void aStoredSecretNeverGoesElsewhere() {
    String path = "/api/v1/connections/" + created(demo, "Bound") + "/credentials";
    String without = Bodies.connection("Bound", "");
    Answer elsewhere = demo.put(path, without.replace("localhost:9000", "localhost:9001"));
    assertThat(elsewhere.status()).isEqualTo(400);
    assertThat(elsewhere.fields()).containsExactlyInAnyOrder("clientSecret", "tokenEndpoint");
    for (String other :
        List.of("/oauth2/v2/token", "/oauth2/token/", "/oauth2/token?echo", "/oauth2/TOKEN", "")) {
      Answer otherPath = demo.put(path, without.replace("/oauth2/token", other));
      assertThat(otherPath.fields())
          .as(other)
          .containsExactlyInAnyOrder("clientSecret", "tokenEndpoint");
    }
    Answer unchecked = demo.put(path, without.replace("\"scopes\"", PEM + "\"scopes\""));
    assertThat(unchecked.fields()).containsExactlyInAnyOrder("clientSecret", "caCertificates");
  }

  @Test
  void aSecretThatIsOnlySignedWithIsNotShownWithoutBeingGivenAgain() {
    String signed =
        Bodies.connection("Signed", "right-secret")
            .replaceFirst("\\{", "{\"authMethod\": \"client_secret_jwt\", ");
    Answer created = demo.post("/api/v1/connections", signed);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    String path = "/api/v1/connections/" + created.at("/id");
    for (String method : List.of("basic", "basic_raw", "post")) {
      String shown =
          Bodies.connection("Signed", "")
              .replaceFirst("\\{", "{\"authMethod\": \"" + method + "\", ");
      for (Answer answer :
          List.of(demo.put(path + "/credentials", shown), demo.post(path + "/test", shown))) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.fields()).containsExactlyInAnyOrder("clientSecret", "authMethod");
      }
    }
    String again =
        Bodies.connection("Signed", "right-secret")
            .replaceFirst("\\{", "{\"authMethod\": \"post\", ");
    assertThat(demo.put(path + "/credentials", again).status()).isEqualTo(200);
  }

  @Test
  void tokensGoToMoreHostsOnlyWithTheSecretOrTheRight() {
    String hosts = "{\"allowedHosts\": [\"api.example.com\", \"*.eu.example.com\"], ";
    Answer created =
        demo.post(
            "/api/v1/connections",
            Bodies.connection("Hosts", "right-secret").replaceFirst("\\{", hosts));
    String path = "/api/v1/connections/" + created.at("/id") + "/credentials";
    String without = Bodies.connection("Hosts", "");
    assertThat(demo.put(path, without).json().at("/allowedHosts")).hasSize(2);
    for (String wider :
        List.of(
            "[]",
            "null",
            "[\"evil.example\"]",
            "[\"*.example.com\"]",
            "[\"api.example.com\", \"eu.example.com\"]",
            "[\"xapi.example.com\"]",
            "[\"*.api.example.com\"]")) {
      Answer refused =
          demo.put(path, without.replaceFirst("\\{", "{\"allowedHosts\": " + wider + ", "));
      assertThat(refused.fields()).as(wider).containsExactly("allowedHosts");
      assertThat(refused.body()).contains("atlas.admin");
    }
    for (String narrower :
        List.of("[\"api.example.com\", \"*.a.eu.example.com\"]", "[\"api.example.com\"]")) {
      Answer taken =
          demo.put(path, without.replaceFirst("\\{", "{\"allowedHosts\": " + narrower + ", "));
      assertThat(taken.status()).as(taken.body()).isEqualTo(200);
    }
    String any = without.replaceFirst("\\{", "{\"allowedHosts\": [], ");
    String withSecret =
        Bodies.connection("Hosts", "wrong-secret").replaceFirst("\\{", "{\"allowedHosts\": [], ");
    assertThat(demo.put(path, withSecret).status()).as("not the secret").isEqualTo(422);
    Answer admin = service.client("demo", "atlas.write atlas.admin").put(path, any);
    assertThat(admin.status()).as(admin.body()).isEqualTo(200);
    assertThat(admin.json().at("/allowedHosts")).isEmpty();
  }

  @Test
  void deletingFlagsTheActionsAndRestoringClearsThem() {
    String id = created(demo, "Deleted");
    String action = demo.post("/api/v1/actions", Bodies.action("User", id)).at("/id");
    String path = "/api/v1/connections/" + id;
    assertThat(demo.get(path).json().at("/usedBy").intValue()).isEqualTo(1);
    assertThat(demo.get(path + "/actions").at("/items/0/id")).isEqualTo(action);

    Answer inUse = demo.delete(path + "?ifUnused=true");
    assertThat(inUse.status()).isEqualTo(409);
    assertThat(inUse.at("/actions/0/name")).isEqualTo("User");
    Answer deleted = demo.delete(path);
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.at("/flaggedActions/0/id")).isEqualTo(action);
    assertThat(demo.get(path).status()).isEqualTo(404);
    assertThat(service.connection(id)).isNull();
    assertThat(demo.get("/api/v1/actions/" + action).at("/flags/0/code"))
        .isEqualTo("CONNECTION_DELETED");
    assertThat(service.action(action).flags()).hasSize(1);

    Answer restored = demo.post(path + "/restore", null);
    assertThat(restored.status()).as(restored.body()).isEqualTo(200);
    assertThat(service.connection(id).version()).isEqualTo(3);
    assertThat(service.connection(id).credentialsVersion()).isEqualTo(2);
    assertThat(service.action(action).flags()).isEmpty();
    assertThat(demo.post(path + "/restore", null).status()).isEqualTo(409);
  }

  @Test
  void actionsMoveToAnotherConnection() {
    String from = created(demo, "From");
    String to = created(demo, "To");
    String action = demo.post("/api/v1/actions", Bodies.action("Moving", from)).at("/id");
    assertThat(demo.delete("/api/v1/connections/" + from).status()).isEqualTo(200);

    Answer moved =
        demo.post("/api/v1/connections/" + from + "/move-actions", "{\"to\": \"" + to + "\"}");

    assertThat(moved.status()).as(moved.body()).isEqualTo(200);
    assertThat(moved.at("/movedActions/0/id")).isEqualTo(action);
    assertThat(service.action(action).authentication().connectionId()).isEqualTo(to);
    assertThat(service.action(action).flags()).isEmpty();
  }

  @Test
  void theSavedSettingsAreTestedByTheOwnerAndChangedOnesWithoutTouchingAnything() {
    String id = created(demo, "Tested");
    String path = "/api/v1/connections/" + id;
    assertThat(demo.post(path + "/test", null).json().at("/ok").booleanValue()).isTrue();
    assertThat(service.tokenService.requests())
        .anyMatch(request -> request.reason() == TokenRequest.Reason.TEST);
    Answer changed = demo.post(path + "/test", "{\"clientSecret\": \"wrong\"}");
    assertThat(changed.json().at("/ok").booleanValue()).isFalse();
    assertThat(service.connection(id).version()).isEqualTo(1);
  }

  @Test
  void listsComeInParts() {
    Rest account = service.client("paging");
    for (int i = 0; i < 3; i++) {
      created(account, "C" + i);
    }
    Answer first = account.get("/api/v1/connections?limit=2");
    assertThat(first.json().at("/items").size()).isEqualTo(2);
    assertThat(first.at("/items/0/name")).isEqualTo("C2");
    Answer second = account.get("/api/v1/connections?limit=2&cursor=" + first.at("/nextCursor"));
    assertThat(second.at("/items/0/name")).isEqualTo("C0");
    assertThat(second.json().at("/nextCursor").isNull()).isTrue();
    assertThat(account.get("/api/v1/connections?cursor=%21").fields()).containsExactly("cursor");
    assertThat(account.get("/api/v1/connections?limit=0").fields()).containsExactly("limit");
  }

  @Test
  void presetsAndAnIssuersMetadataHelpWithTheForm() {
    assertThat(demo.get("/api/v1/providers").json().at("/items").size()).isPositive();
    assertThat(demo.get("/api/v1/action-templates").json().at("/items").size()).isPositive();
    Answer found = demo.post("/api/v1/discover", "{\"issuer\": \"http://localhost:9000\"}");
    assertThat(found.status()).as(found.body()).isEqualTo(200);
    assertThat(found.at("/tokenEndpoint")).isEqualTo("http://localhost:9000/token");
    assertThat(demo.post("/api/v1/discover", "{\"issuer\": \"nowhere\"}").fields())
        .containsExactly("issuer");
  }

  private static final String PEM = "\"caCertificates\": \"" + Certificates.PEM + "\", ";
}
