package io.atlas.worker.fired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.model.event.EventJson.UnreadableEventException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.MissingNode;

/** A large event is the same event as a small one, but for its input, which stays where it is. */
class EnvelopeTest {

  private static final String LARGE = "x".repeat(20_000);

  private static Envelope read(String json) {
    return Envelope.read(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theInputOfALargeEventIsLeftInTheRecord() {
    Envelope envelope =
        read(
            """
            {"input":{"a":[1,2.5,"%s"]},"actionId":"a-1","executionId":"e-1",
             "firedAt":"2026-01-02T03:04:05Z"}\
            """
                .formatted(LARGE));
    assertThat(envelope.input()).isInstanceOf(MissingNode.class);
    assertThat(envelope.inputMemory()).isGreaterThan(2L * LARGE.length());
    assertThat(envelope.actionId()).isEqualTo("a-1");
    assertThat(envelope.executionId()).isEqualTo("e-1");
    assertThat(envelope.firedAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
  }

  @Test
  void noInputIsNoInput() {
    Envelope absent = read("{\"actionId\":\"a\",\"more\":\"" + LARGE + "\"}");
    Envelope isNull = read("{\"actionId\":\"a\",\"input\":null,\"more\":\"" + LARGE + "\"}");
    assertThat(absent.input()).isNull();
    assertThat(isNull.input()).isNull();
    assertThat(absent.inputMemory()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"input\":\"%s\"}",
        "{\"actionId\":\" \",\"input\":\"%s\"}",
        "{\"actionId\":{},\"input\":\"%s\"}",
        "{\"actionId\":\"a\",\"input\":[\"%s\"}",
        "{\"actionId\":\"a\",\"input\":\"%s\"} 1",
        "{\"actionId\":\"a\",\"firedAt\":\"yesterday\",\"input\":\"%s\"}",
        "[\"%s\"]",
      })
  void whatIsNoEventIsRefusedInTheSameWords(String json) {
    assertThatThrownBy(() -> read(json.formatted(LARGE)))
        .isInstanceOf(UnreadableEventException.class)
        .satisfies(refused ->
            assertThatThrownBy(() -> read(json.formatted("x"))).hasMessage(refused.getMessage()));
  }

  /** Where it is not JSON is told of what is read, and a text is looked through only. */
  @Test
  void aTextWithAnEscapeThatIsNoneIsRefused() {
    assertThatThrownBy(() -> read("{\"actionId\":\"a\",\"input\":\"" + LARGE + "\\q\"}"))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessage("not JSON");
  }

  @Test
  void whatNestsTooDeepIsRefused() {
    String deep = "[".repeat(20_000);
    assertThatThrownBy(() -> read("{\"actionId\":\"a\",\"input\":" + deep))
        .isInstanceOf(UnreadableEventException.class);
  }
}
