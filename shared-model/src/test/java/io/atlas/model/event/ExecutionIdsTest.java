package io.atlas.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExecutionIdsTest {

  @Test
  @DisplayName("RFC 9562 appendix A.4: UUIDv5 of www.example.com in the DNS namespace")
  void rfcTestValue() {
    UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    assertThat(ExecutionIds.uuid5(dns, "www.example.com"))
        .isEqualTo("2ed6657d-e927-568b-95e1-2665a8aea6a2");
  }

  @Test
  void theSameRecordHasTheSameIdForEver() {
    assertThat(ExecutionIds.ofRecord("Zk3hLQ8tQ2e7s0s2m1l5Ug", 3, 42))
        .as("events in flight keep their id through an upgrade")
        .isEqualTo("e3be54f9-02da-5e03-a13a-283cca2ce93c")
        .isEqualTo(ExecutionIds.ofRecord("Zk3hLQ8tQ2e7s0s2m1l5Ug", 3, 42));
    assertThat(ExecutionIds.ofReplay("2ed6657d-e927-568b-95e1-2665a8aea6a2", 1))
        .isEqualTo("19c7c54b-bad3-5dbc-b856-57fc19d22f01");
  }

  @Test
  void differentRecordsAndReplaysHaveDifferentIds() {
    Set<String> ids = new HashSet<>();
    for (int partition = 0; partition < 20; partition++) {
      for (long offset = 0; offset < 100; offset++) {
        ids.add(ExecutionIds.ofRecord("topic", partition, offset));
        ids.add(ExecutionIds.ofReplay("execution-" + partition, offset));
      }
    }
    assertThat(ids).hasSize(4_000);
    assertThat(ids)
        .allSatisfy(id -> assertThat(UUID.fromString(id).version()).isEqualTo(5))
        .allSatisfy(id -> assertThat(UUID.fromString(id).variant()).isEqualTo(2));
  }
}
