package io.atlas.model.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Flag;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.BodyFormat;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.ServiceStatus.CircuitState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayName("A name that only a newer version knows costs what has it nothing else")
class NewerNamesTest {

  @Test
  void aResultOfAnUnknownReasonIsRead() {
    long before = NewerNames.count();
    ActionExecuted result =
        EventJson.read(
            json(
                """
                {"executionId":"e","actionId":"a","accountId":"acme","attempt":1,
                 "outcome":"FAILED","status":500,"category":"TARGET_ON_HOLIDAY",
                 "startedAt":"2026-11-24T08:00:00Z","durationMs":5}
                """),
            ActionExecuted.class);
    assertThat(result.category()).isEqualTo(FailureCategory.UNKNOWN);
    assertThat(result.status()).isEqualTo(500);
    assertThat(NewerNames.count()).isGreaterThan(before);
  }

  @Test
  void aRefusalOfAnUnknownReasonMayPass() {
    TokenState state =
        EventJson.read(
            json(
                """
                {"denied":{"credentialsVersion":3,"category":"BY_DECREE","summary":"No.",
                 "hint":"Wait.","retryAt":"2026-11-24T08:00:00Z"}}
                """),
            TokenState.class);
    assertThat(state.denied().category()).isEqualTo(CredentialCategory.UNKNOWN);
    assertThat(state.denied().category().permanent()).isFalse();
    assertThat(state.denied().summary()).isEqualTo("No.");
  }

  @Test
  void anInstanceInTroubleOfAnUnknownKindIsNotLost() {
    ServiceStatus status =
        EventJson.read(
            json(
                """
                {"service":"action-worker","instance":"w","startedAt":"2026-11-24T08:00:00Z",
                 "ready":true,"figures":{"heapUsedBytes":1,"heapMaxBytes":2,"processors":2},
                 "circuits":[{"actionId":"a","accountId":"acme","state":"MELTED",
                  "since":"2026-11-24T08:00:00Z","lastCategory":"TARGET_ON_HOLIDAY"}]}
                """),
            ServiceStatus.class);
    assertThat(status.circuits().getFirst().state()).isEqualTo(CircuitState.UNKNOWN);
    assertThat(status.circuits().getFirst().lastCategory()).isEqualTo(FailureCategory.UNKNOWN);
  }

  @Test
  void anActionWithAnUnknownFlagOrAuthenticationIsRead() {
    ActionDefinition action =
        EventJson.read(
            json(
                """
                {"version":4,"accountId":"acme","name":"Sync","enabled":true,"method":"POST",
                 "url":"https://a.example/","timeoutMs":1000,
                 "authentication":{"type":"SIGNATURE","connectionId":"c"},
                 "flags":[{"code":"QUOTA_GONE","message":"No more.","since":"2026-11-24T08:00:00Z"}]}
                """),
            ActionDefinition.class);
    assertThat(action.authentication().type()).isEqualTo(Authentication.Type.UNKNOWN);
    assertThat(action.flags().getFirst().code()).isEqualTo(Flag.Code.UNKNOWN);
    assertThat(action.flags().getFirst().message()).isEqualTo("No more.");
  }

  @Test
  void aConnectionOfUnknownWaysIsReadAndNotStoredAgain() {
    String written =
        """
        {"version":1,"credentialsVersion":1,"accountId":"acme","name":"Orders",
         "tokenEndpoint":"https://login.example/token","settings":{"clientId":"a",
         "authMethod":"passkey","bodyFormat":"cbor","tokenBinding":"quantum"}}
        """;
    ConnectionSettings settings = EventJson.read(json(written), ConnectionState.class).settings();
    assertThat(settings.authMethod()).isEqualTo(AuthMethod.UNKNOWN);
    assertThat(settings.bodyFormat()).isEqualTo(BodyFormat.UNKNOWN);
    assertThat(settings.tokenBinding()).isEqualTo(TokenBinding.UNKNOWN);
    assertThatThrownBy(() -> EventJson.readToStore(json(written), ConnectionState.class))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessageContaining("authMethod");
  }

  @Test
  void whatHasNoPlaceForNewNamesIsUnreadable() {
    assertThatThrownBy(() ->
            EventJson.read(
                json(
                    """
                    {"executionId":"e","actionId":"a","attempt":1,"outcome":"HALVED",
                     "category":"TIMEOUT","startedAt":"2026-11-24T08:00:00Z","durationMs":5}
                    """),
                ActionExecuted.class))
        .isInstanceOf(UnreadableEventException.class);
    assertThatThrownBy(() -> NewerNames.read(Outcome.class, "HALVED"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(NewerNames.find(Outcome.class, "HALVED")).isEmpty();
  }

  @Test
  void whatStandsForNewNamesIsNoneOfThoseThatAreWritten() {
    assertThat(NewerNames.known(FailureCategory.class))
        .doesNotContain(FailureCategory.UNKNOWN)
        .hasSize(FailureCategory.values().length - 1);
    assertThat(NewerNames.known(Outcome.class)).containsExactly(Outcome.values());
    assertThat(Notice.Kind.seenBy(true)).doesNotContain(Notice.Kind.UNKNOWN);
    assertThat(NewerNames.read(Notice.Kind.class, "DEAD_LETTERS"))
        .isEqualTo(Notice.Kind.DEAD_LETTERS);
  }

  private enum Kept {
    @JsonEnumDefaultValue
    OTHERWISE
  }

  @Test
  void aLineASecondAtMost() {
    AtomicLong nanos = new AtomicLong();
    Logger log = (Logger) LoggerFactory.getLogger(NewerNamesTest.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    NewerNames names = new NewerNames(log, nanos::get);
    for (int i = 0; i < 1_000; i++) {
      names.met(Kept.class);
      nanos.addAndGet(Duration.ofMillis(10).toNanos());
    }
    log.detachAppender(lines);
    assertThat(lines.list).hasSizeBetween(9, 11);
    assertThat(lines.list.getLast().getFormattedMessage()).startsWith("100 name(s)");
  }

  private static byte[] json(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
