package io.atlas.model.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class EventHeadersTest {

  private final RecordHeaders headers = new RecordHeaders();

  @Test
  void cloudEventsAreCompleteOnce() {
    Instant time = Instant.parse("2026-11-24T10:15:30.5Z");
    EventHeaders.cloudEvent(headers, "id", EventTypes.ACTION_DEAD, "/atlas/action-worker", time);
    assertThat(EventHeaders.text(headers, "ce_specversion")).isEqualTo("1.0");
    assertThat(EventHeaders.text(headers, "ce_id")).isEqualTo("id");
    assertThat(EventHeaders.text(headers, EventTypes.HEADER)).isEqualTo("io.atlas.action.dead");
    assertThat(EventHeaders.text(headers, "ce_source")).isEqualTo("/atlas/action-worker");
    assertThat(EventHeaders.text(headers, "ce_time")).isEqualTo("2026-11-24T10:15:30.500Z");
    assertThat(EventHeaders.text(headers, "content-type")).isEqualTo("application/json");
    assertThat(headers.toArray()).hasSize(6);

    EventHeaders.cloudEvent(headers, "id2", EventTypes.ACTION_FIRED, "/atlas/console", time);
    assertThat(headers.toArray()).as("set again, not twice").hasSize(6);
    assertThat(EventHeaders.text(headers, "ce_id")).isEqualTo("id2");
  }

  @Test
  void readsWhatOthersWroteWithoutFailing() {
    assertThat(EventHeaders.text(headers, "absent")).isNull();
    headers.add("null", null);
    assertThat(EventHeaders.text(headers, "null")).isNull();
    headers.add(EventHeaders.DUE, "soon".getBytes(UTF_8));
    assertThat(EventHeaders.number(headers, EventHeaders.DUE)).isNull();
    headers.add(EventHeaders.DUE, "1764000000000".getBytes(UTF_8));
    assertThat(EventHeaders.number(headers, EventHeaders.DUE)).isEqualTo(1_764_000_000_000L);
  }

  @Test
  void settingReplaces() {
    EventHeaders.set(headers, EventHeaders.ATTEMPT, "1");
    EventHeaders.set(headers, EventHeaders.ATTEMPT, "2");
    assertThat(headers.headers(EventHeaders.ATTEMPT)).hasSize(1);
    assertThat(EventHeaders.number(headers, EventHeaders.ATTEMPT)).isEqualTo(2);
  }
}
