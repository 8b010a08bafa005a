package io.atlas.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.seal.SealedText;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The JSON on the topics, word for word: other programs are built against it. */
class EventJsonTest {

  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  /** Every field of every value, and the values with as little as they may have. */
  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(
            ActionFired.class,
            """
            {"actionId": "a", "input": {"order": {"id": 7}, "tags": ["x", null]}, "executionId": "e",
             "orderingKey": "k", "firedAt": "2026-11-24T12:00:00.123456789Z"}
            """),
        Arguments.of(ActionFired.class, "{\"actionId\": \"a\"}"),
        Arguments.of(
            ActionExecuted.class,
            """
            {"executionId": "e", "actionId": "a", "accountId": "demo", "attempt": 2, "outcome": "RETRYING",
             "status": 503, "category": "TARGET_ERROR", "diagnosis": {"summary": "s", "hint": "h"},
             "startedAt": "2026-11-24T12:00:00Z", "durationMs": 120, "tokenGeneration": 1764000000000,
             "connectionId": "c", "request": {"method": "POST", "url": "https://a.example/x",
             "headers": {"Accept": "*/*"}}, "response": {"headers": {"Retry-After": "5"}, "body": "busy"},
             "nextAttemptAt": "2026-11-24T12:00:08Z", "timings": {"waiting": 0.5, "token": 1.0,
             "connect": 2.5, "firstByte": 100.25, "total": 120.0}, "firedAt": "2026-11-24T11:59:59Z",
             "replayOf": "e0"}
            """),
        Arguments.of(
            ActionExecuted.class,
            """
            {"executionId": "e", "actionId": "a", "accountId": null, "attempt": 1, "outcome": "SUCCEEDED",
             "status": null, "category": null, "startedAt": "2026-11-24T12:00:00Z", "durationMs": 0}
            """),
        Arguments.of(
            ActionDefinition.class,
            """
            {"version": 3, "accountId": "demo", "name": "Create order", "enabled": true, "method": "POST",
             "url": "https://api.example/orders/{{input.id}}", "headers": [
             {"name": "X-Source", "value": "atlas", "secret": false},
             {"name": "X-Key", "secret": true, "sealedValue": "a.b.c.d.e"}],
             "body": "{{input}}", "authentication": {"type": "CONNECTION", "connectionId": "c"},
             "timeoutMs": 30000, "retry": {"maxAttempts": 8, "firstDelayMs": 1000, "factor": 8.0,
             "maxDelayMs": 43200000, "maxAgeMs": 86400000}, "rateLimit": {"perSecond": 2.5},
             "orderingKey": "{{input.customer}}", "flags": [{"code": "CONNECTION_FAILING",
             "message": "m", "since": "2026-11-24T12:00:00Z"}]}
            """),
        Arguments.of(
            RetryCancellation.class,
            """
            {"accountId": "demo", "requestedBy": "Ada", "requestedAt": "2026-11-24T12:00:00Z"}
            """),
        Arguments.of(
            ConnectionState.class,
            """
            {"version": 2, "credentialsVersion": 1, "accountId": "demo", "name": "Shop",
             "tokenEndpoint": "https://login.example/token", "settings": {"clientId": "id",
             "authMethod": "private_key_jwt", "scopes": ["a", "b"], "audience": "aud",
             "provider": "auth0", "resource": ["https://api.example"], "extraParameters": {"p": "v"},
             "extraHeaders": {"h": "v"}, "secretParameters": {"sp": "m.n.o.p.q"},
             "secretHeaders": {"sh": "r.s.t.u.v"}, "grantType": "client_credentials", "bodyFormat": "json",
             "scopeSeparator": ",", "sealedPrivateKey": "a.b.c.d.e", "keyId": "kid",
             "assertionAlgorithm": "ES256", "assertionAudience": "aa", "assertionType": "JWT",
             "certificate": "cert", "caCertificates": "ca", "defaultLifetimeSeconds": 300,
             "sealedNextSecret": "f.g.h.i.j", "secretExpiresOn": "2027-01-31",
             "tokenRequestsPerDay": 1000, "rateLimit": {"perSecond": 2.5},
             "tokenBinding": "dpop"}, "allowedHosts": ["*.example"],
             "sealedSecret": "k.l.m.n.o"}
            """),
        Arguments.of(
            TokenRequest.class,
            """
            {"reason": "ADOPT", "generation": 7, "credentialsVersion": 1, "requestedBy": "c-1",
             "grant": {"generation": 7, "credentialsVersion": 1, "sealedToken": "a.b.c.d.e",
             "issuedAt": "2026-11-24T12:00:00Z", "refreshAt": "2026-11-24T12:45:00Z",
             "expiresAt": "2026-11-24T12:59:00Z"}}
            """),
        Arguments.of(
            TokenRequest.class,
            """
            {"reason": "TEST", "generation": 0, "credentialsVersion": 1, "requestedBy": "c-1",
             "testId": "t", "deadline": "2026-11-24T12:00:20Z"}
            """),
        Arguments.of(
            TokenState.class,
            """
            {"grant": {"generation": 7, "credentialsVersion": 1, "sealedToken": "a.b.c.d.e",
             "sealedBindingKey": "f.g.h.i.j", "issuedAt": "2026-11-24T12:00:00Z", "refreshAt": "2026-11-24T12:45:00Z",
             "expiresAt": "2026-11-24T12:59:00Z"}, "denied": {"credentialsVersion": 1,
             "category": "RATE_LIMITED", "providerError": "slow_down", "summary": "s", "hint": "h",
             "retryAt": "2026-11-24T12:50:00Z"}}
            """),
        Arguments.of(
            CredentialTest.class,
            """
            {"accountId": "demo", "connectionId": "c", "credentialsVersion": 1,
             "tokenEndpoint": "https://login.example/token", "settings": {"clientId": "id",
             "authMethod": "basic", "scopes": [], "resource": [], "extraParameters": {},
             "extraHeaders": {}, "secretParameters": {}, "secretHeaders": {},
             "grantType": "client_credentials", "bodyFormat": "form",
             "scopeSeparator": " ", "tokenBinding": "none"}, "sealedSecret": "a.b.c.d.e", "deadline": "2026-11-24T12:00:20Z"}
            """),
        Arguments.of(
            CredentialTest.Result.class,
            """
            {"ok": false, "latencyMs": 80, "grantedScopes": [], "warnings": [], "failure":
             {"code": "CREDENTIALS", "providerError": "invalid_client",
             "providerErrorDescription": "Bad secret", "hint": "h"}}
            """),
        Arguments.of(
            CredentialTest.Result.class,
            """
            {"ok": true, "latencyMs": 80, "tokenType": "Bearer", "expiresIn": 3600,
             "grantedScopes": ["a"], "warnings": ["w"], "grant": {"generation": 7,
             "credentialsVersion": 1, "sealedToken": "a.b.c.d.e", "issuedAt": "2026-11-24T12:00:00Z",
             "refreshAt": "2026-11-24T12:45:00Z", "expiresAt": "2026-11-24T12:59:00Z"}}
            """),
        Arguments.of(
            IssuerDiscovery.class,
            """
            {"issuer": "https://login.example", "caCertificates": "ca", "deadline": "2026-11-24T12:00:20Z"}
            """),
        Arguments.of(
            IssuerDiscovery.Result.class,
            """
            {"issuer": "https://login.example", "tokenEndpoint": "https://login.example/token",
             "mtlsTokenEndpoint": "https://mtls.login.example/token",
             "authMethods": ["basic", "post"], "scopes": ["a"], "warnings": []}
            """),
        Arguments.of(
            SecretPromotion.class,
            """
            {"reason": "PROMOTED", "accountId": "demo", "replaces": "a.b.c.d.e",
             "sealedSecret": "f.g.h.i.j"}
            """),
        Arguments.of(
            ServiceStatus.class,
            """
            {"service": "action-worker", "instance": "node-1:42:k3v9", "version": "0.1.0",
             "startedAt": "2026-11-24T12:00:00Z", "host": "node-1", "ready": true,
             "figures": {"heapUsedBytes": 1000, "heapMaxBytes": 2000, "cpuLoad": 0.25, "processors": 2,
             "work": {"callsInFlight": 3, "callsLimit": 256, "eventsWaiting": 4, "circuitsOpen": 1,
             "lanesRateLimited": 2, "inFlightBytes": 500, "inFlightBytesLimit": 1000, "attempts": 77,
             "tokenWaits": 1, "viewsBehind": ["tokens"]},
             "tokens": {"requests": [{"host": "login.example", "outcome": "ok", "count": 9}],
             "providersAway": 1, "connectionsWaiting": 2,
             "budgets": [{"connectionId": "c", "usedToday": 3, "perDay": 500}]}},
             "circuits": [{"actionId": "a", "accountId": "demo", "host": "api.example", "state": "OPEN",
             "since": "2026-11-24T12:00:05Z", "lastCategory": "TIMEOUT"},
             {"actionId": "b", "accountId": "demo", "state": "STALLED",
             "since": "2026-11-24T12:00:06Z"}]}
            """),
        Arguments.of(
            ServiceStatus.class,
            """
            {"service": "console", "instance": "i", "version": "", "startedAt": "2026-11-24T12:00:00Z",
             "host": "", "ready": false, "figures": {"heapUsedBytes": 1, "heapMaxBytes": 2, "processors": 1},
             "circuits": []}
            """),
        Arguments.of(
            Notice.class,
            """
            {"kind": "DEAD_LETTERS", "subject": "action/a/dead-letters", "accountId": "demo", "state": "RAISED",
             "since": "2026-11-24T12:00:05Z", "summary": "s", "hint": "h", "link": "/executions",
             "actionId": "a", "connectionId": "c"}
            """),
        Arguments.of(
            Notice.class,
            """
            {"kind": "INSTANCE_LOST", "subject": "instance/i", "state": "CLEARED",
             "since": "2026-11-24T12:00:05Z", "summary": "s", "hint": "h", "link": "/operations"}
            """));
  }

  @ParameterizedTest
  @MethodSource("values")
  void readsAndWritesTheSameJson(Class<?> type, String json) {
    Object value = EventJson.read(json.getBytes(UTF_8), type);
    JsonNode written = EventJson.MAPPER.readTree(EventJson.write(value));
    assertThat(written).isEqualTo(EventJson.MAPPER.readTree(json));
    assertThat(EventJson.read(EventJson.write(value), type)).isEqualTo(value);
  }

  @ParameterizedTest
  @MethodSource("values")
  void ignoresFieldsOfNewerProducers(Class<?> type, String json) {
    String newer = json.trim().substring(0, json.trim().length() - 1) + ", \"newer\": {\"x\": []}}";
    assertThat(EventJson.read(newer.getBytes(UTF_8), type))
        .isEqualTo(EventJson.read(json.getBytes(UTF_8), type));
  }

  @Test
  void absentSettingsAreTheDefaults() {
    String json =
        """
        {"version": 1, "credentialsVersion": 1, "accountId": "demo", "name": "n",
         "tokenEndpoint": "https://login.example/token", "settings": {"clientId": "id"}}
        """;
    ConnectionState state = EventJson.read(json.getBytes(UTF_8), ConnectionState.class);
    assertThat(state.settings())
        .isEqualTo(ConnectionSettings.of("id", AuthMethod.BASIC, List.of()));
    assertThat(state.allowedHosts()).isEmpty();
  }

  @Test
  void aStatusOfAnotherVersionMayLackLists() {
    String json =
        """
        {"service": "action-worker", "instance": "i", "startedAt": "2026-11-24T12:00:00Z", "ready": true,
         "figures": {"heapUsedBytes": 1, "heapMaxBytes": 2, "processors": 1, "tokens":
         {"providersAway": 0, "connectionsWaiting": 0}}}
        """;
    ServiceStatus status = EventJson.read(json.getBytes(UTF_8), ServiceStatus.class);
    assertThat(status.key()).isEqualTo("action-worker/i");
    assertThat(status.circuits()).isEmpty();
    assertThat(status.figures().tokens().requests()).isEmpty();
  }

  @Test
  void numbersOfAnInputStayWhatTheyWere() {
    String json =
        "{\"actionId\":\"a\",\"input\":{\"price\":10.10,\"id\":9007199254740993,\"big\":12345678901234567890.12}}";
    ActionFired event = EventJson.read(json.getBytes(UTF_8), ActionFired.class);
    assertThat(new String(EventJson.write(event), UTF_8)).isEqualTo(json);
    JsonNode input = event.input();
    assertThat(input.get("price").asString()).isEqualTo("10.10");
    assertThat(input.get("id").asString()).isEqualTo("9007199254740993");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"actionId\": \"\"}                           | actionId is missing",
        "{}                                             | actionId is missing",
        "{\"input\": {}}                                | actionId is missing",
        "null                                           | the value is JSON null",
        "{\"actionId\": \"a\"} trailing-hunter2         | not JSON",
        "hunter2                                        | not JSON",
        "{\"actionId\": \"a\", \"input\": {\"x\": hunter2 | not JSON from input on",
        "{\"actionId\": \"a\", \"firedAt\": \"hunter2\"} | firedAt is missing or of another type",
        "{\"actionId\": {\"x\": \"hunter2\"}}           | actionId is missing or of another type",
        "[\"hunter2\"]                                  | not a JSON object",
        "\"hunter2\"                                    | not a JSON object"
      })
  void saysWhatIsWrongWithoutQuoting(String json, String reason) {
    assertThatThrownBy(() -> EventJson.read(json.getBytes(UTF_8), ActionFired.class))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessage(reason)
        .satisfies(failure -> {
          for (Throwable each = failure; each != null; each = each.getCause()) {
            assertThat(each.toString()).doesNotContain("hunter2");
          }
        });
  }

  @Test
  void unfitBytesAreUnreadableWhateverTheyAre() {
    byte[] deep = ("{\"actionId\":\"a\",\"input\":" + "[".repeat(100_000)).getBytes(UTF_8);
    for (byte[] bytes : List.of(new byte[0], new byte[] {(byte) 0xC3, 0x28}, deep)) {
      assertThatThrownBy(() -> EventJson.read(bytes, ActionFired.class))
          .isInstanceOf(UnreadableEventException.class);
    }
    assertThatThrownBy(() -> EventJson.read(null, ActionFired.class))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessage("the value is null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"accountId\": \"demo\"}",
        "{\"version\": null, \"credentialsVersion\": 1}",
        "{\"version\": 1, \"credentialsVersion\": 2}",
        "{\"version\": 1, \"credentialsVersion\": 1, \"sealedSecret\": \"clear\"}"
      })
  void aConnectionWithoutWhatMattersIsUnreadable(String json) {
    assertThatThrownBy(() -> EventJson.read(json.getBytes(UTF_8), ConnectionState.class))
        .isInstanceOf(UnreadableEventException.class);
  }

  @Test
  void recordsRefuseWhatMakesNoSense() {
    assertThatThrownBy(() -> new ActionDefinition.Header("X", "clear", true, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ActionDefinition.Retry(0, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ActionDefinition.RateLimit(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenState(null, null))
        .isInstanceOf(IllegalArgumentException.class);
    SealedText token = new SealedText("a.b.c.d.e");
    assertThatThrownBy(
            () -> new TokenState.Grant(1, 1, token, null, NOON, NOON.plusSeconds(1), NOON))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyCategorySaysWhatHappenedAndWhatToDo() {
    assertThat(FailureCategory.values())
        .allSatisfy(category -> assertThat(category.summary()).endsWith("."))
        .allSatisfy(category -> assertThat(category.hint()).endsWith("."));
    assertThat(CredentialCategory.values())
        .allSatisfy(category -> assertThat(category.summary()).endsWith("."))
        .allSatisfy(category -> assertThat(category.hint()).endsWith("."));
  }
}
