package io.atlas.kit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditCsvTest {

  private static AuditEntry entry(String person, String detail) {
    return new AuditEntry(
        7,
        Instant.parse("2026-11-27T10:00:00Z"),
        Actor.Kind.PERSON,
        person,
        null,
        "replay.done",
        "e-1",
        List.of("actionId", "from"),
        detail);
  }

  @Test
  void aLineAnEntry() {
    assertThat(AuditCsv.of(List.of(entry("ann", null))).split("\r\n"))
        .containsExactly(
            "position,at,actor,person,client,what,subject,fields,detail",
            "7,2026-11-27T10:00:00Z,PERSON,ann,,replay.done,e-1,actionId from,");
    assertThat(AuditCsv.of(List.of()).lines()).hasSize(1);
  }

  @Test
  void namesOfOthersEndNoCellAndAreNoFormula() {
    assertThat(AuditCsv.of(List.of(entry("a,\"b\"\nc", "x")))).contains(",\"a,\"\"b\"\"\nc\",");
    for (String formula : List.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")) {
      assertThat(AuditCsv.of(List.of(entry(formula, "x")))).contains("'" + formula);
    }
  }
}
