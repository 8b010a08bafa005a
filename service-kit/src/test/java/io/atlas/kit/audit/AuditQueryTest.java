package io.atlas.kit.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.atlas.kit.audit.AuditQuery.Parameters;
import io.atlas.kit.audit.AuditQuery.Part;
import io.atlas.kit.audit.AuditQuery.Size;
import io.atlas.kit.audit.AuditQuery.UnusableException;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AuditQueryTest {

  private static final Parameters NONE = new Parameters(null, null, null, null, null, null, null);

  @Test
  void partsFollowOneAnother() throws UnusableException {
    Part first = limited(null, "2").part(entries(9, 8, 7));
    assertThat(first.items().stream().map(AuditEntry::position)).containsExactly(9L, 8L);
    assertThat(first.nextCursor()).isNotNull();

    AuditQuery next = limited(first.nextCursor(), "2");
    assertThat(next.below()).isEqualTo(8);
    assertThat(next.part(entries(7)).nextCursor()).isNull();
  }

  @Test
  void aTableIsLongerThanAPage() throws UnusableException {
    assertThat(NONE.read(Size.PAGE).limit()).isEqualTo(100);
    assertThat(NONE.read(Size.TABLE).limit()).isEqualTo(10_000);
  }

  @Test
  void whatCannotBeUsedIsNamed() {
    for (String odd : List.of("yesterday", "2026-02-30T00:00:00Z", "-1000000000-01-01T00:00:00Z")) {
      assertThat(named(new Parameters(odd, null, null, null, null, null, null))).isEqualTo("from");
      assertThat(named(new Parameters(null, odd, null, null, null, null, null))).isEqualTo("to");
    }
    for (String odd : List.of("x".repeat(201), "a\0b")) {
      assertThat(named(new Parameters(null, null, odd, null, null, null, null)))
          .isEqualTo("subject");
      assertThat(named(new Parameters(null, null, null, odd, null, null, null))).isEqualTo("what");
      assertThat(named(new Parameters(null, null, null, null, odd, null, null)))
          .isEqualTo("person");
    }
    for (String odd : List.of("!", "eA", "\u00e9")) {
      assertThat(named(new Parameters(null, null, null, null, null, odd, null)))
          .isEqualTo("cursor");
    }
    for (String odd : List.of("0", "501", "x", "99999999999")) {
      assertThat(named(new Parameters(null, null, null, null, null, null, odd))).isEqualTo("limit");
    }
  }

  private static String named(Parameters parameters) {
    return catchThrowableOfType(UnusableException.class, () -> parameters.read(Size.PAGE)).field();
  }

  private static AuditQuery limited(String cursor, String limit) throws UnusableException {
    return new Parameters(null, null, null, null, null, cursor, limit).read(Size.PAGE);
  }

  private static List<AuditEntry> entries(long... positions) {
    return LongStream.of(positions)
        .mapToObj(position ->
            new AuditEntry(
                position,
                Instant.EPOCH,
                Actor.Kind.PERSON,
                "ann",
                null,
                "replay.done",
                "e",
                List.of(),
                null))
        .toList();
  }
}
