package io.atlas.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.template.Rendered.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("W3C trace context: valid ones are passed on")
class TraceContextTest {

  private static final String IDS = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

  private static List<Field> added(String parent, String state) {
    List<Field> headers = new ArrayList<>();
    TraceContext.addTo(headers, parent, state);
    return headers;
  }

  @Test
  void aValidOneGoesOnAsItCameAndItsStateWithIt() {
    assertThat(added("00-" + IDS + "-01", "vendor=a,other=b"))
        .containsExactly(
            new Field("traceparent", "00-" + IDS + "-01"),
            new Field("tracestate", "vendor=a,other=b"));
    assertThat(added("00-" + IDS + "-00", null)).hasSize(1);
  }

  @Test
  void ofALaterVersionWhatIsKnownGoesOnInTheKnownOne() {
    assertThat(TraceContext.parent("01-" + IDS + "-01")).isEqualTo("00-" + IDS + "-01");
    assertThat(TraceContext.parent("cc-" + IDS + "-03-more")).isEqualTo("00-" + IDS + "-01");
    assertThat(TraceContext.parent("01-" + IDS + "-02-")).isEqualTo("00-" + IDS + "-00");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
        "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nEvil: 1"
      })
  void anInvalidOneGoesNowhere(String parent) {
    assertThat(added(parent, "vendor=a")).isEmpty();
  }

  @Test
  void aStateThatNoHeaderCanCarryIsLeftOut() {
    for (String state : List.of("", " ", "a=1\r\nEvil: 1", "a=é", "a=" + "x".repeat(600))) {
      assertThat(added("00-" + IDS + "-01", state)).hasSize(1);
    }
  }

  @Test
  void whatTheActionSaysItselfCounts() {
    List<Field> headers = new ArrayList<>(List.of(new Field("TraceParent", "mine")));
    TraceContext.addTo(headers, "00-" + IDS + "-01", "vendor=a");
    assertThat(headers).containsExactly(new Field("TraceParent", "mine"));
  }
}
