package io.atlas.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.KeptInputs;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I1, I12: any text beside a committed offset")
class CommitsFuzzTest {

  @Test
  void isReadOrCountsAsNothing() {
    Fuzz.of("commits", HostileText.mutated(metadata()))
        .replaying(CommitsFuzzTest.class, KeptInputs::text)
        .run(metadata -> {
          PartitionState standing = CommitMetadata.decode(metadata);
          assertThat(standing.done().length()).isLessThanOrEqualTo(CommitMetadata.MAX_OFFSETS);
          assertThat(standing.marks().size()).isLessThanOrEqualTo(CommitMetadata.MAX_OFFSETS);
          String again = CommitMetadata.encode(standing);
          assertThat(again.length()).isLessThanOrEqualTo(CommitMetadata.MAX_CHARACTERS);
        });
  }

  private static Grammar<String> metadata() {
    Grammar<String> numbers =
        Grammar.times(
                Grammar.weighted(6, Grammar.numbers(0, 2_000))
                    .or(2, Grammar.numbers(0, 600_000))
                    .or(1, Grammar.of(Integer.MAX_VALUE, -1, 0, 512_000, 512_016)),
                String::valueOf)
            .joined(0, 60, ",");
    return random -> {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (String number : numbers.make(random).split(",")) {
        for (long rest = number.isEmpty() ? 0 : Long.parseLong(number) & 0xFFFFFFFFL; ; ) {
          out.write((int) (rest & 0x7F) | (rest > 0x7F ? 0x80 : 0));
          rest >>>= 7;
          if (rest == 0) {
            break;
          }
        }
      }
      return Grammar.of("2.", "2.", "1.", "3.", "").make(random)
          + Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    };
  }
}
