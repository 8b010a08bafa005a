package io.atlas.model.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BarriersTest {

  private static final TopicPartition PARTITION = new TopicPartition("t", 0);

  private final Deque<CompletableFuture<Map<TopicPartition, Long>>> looks = new ArrayDeque<>();
  private long position;
  private final Barriers barriers =
      new Barriers(
          () -> {
            looks.add(new CompletableFuture<>());
            return looks.getLast();
          },
          target -> target.get(PARTITION) <= position);

  private void answer(long end) {
    looks.getLast().complete(Map.of(PARTITION, end));
  }

  private void readUpTo(long next) {
    position = next;
    barriers.release();
  }

  @Test
  void thoseWhoComeTogetherShareOneLook() {
    CompletableFuture<Void> first = barriers.request();
    List<CompletableFuture<Void>> meanwhile =
        Stream.generate(barriers::request).limit(100).toList();
    assertThat(looks).hasSize(1);

    answer(5);
    assertThat(looks).as("one more for the hundred, asked after they came").hasSize(2);
    readUpTo(5);
    assertThat(first).isDone();
    assertThat(meanwhile).noneMatch(CompletableFuture::isDone);

    answer(7);
    assertThat(meanwhile).noneMatch(CompletableFuture::isDone);
    readUpTo(7);
    assertThat(meanwhile).allMatch(CompletableFuture::isDone);
    assertThat(looks).hasSize(2);
  }

  @Test
  void whatHasBeenReadAlreadyIsDoneWithTheAnswer() {
    position = 10;
    CompletableFuture<Void> barrier = barriers.request();
    answer(10);
    assertThat(barrier).isDone();
  }

  @Test
  void aFailedLookIsRepeatedByTheReader() {
    CompletableFuture<Void> barrier = barriers.request();
    looks.getLast().completeExceptionally(new IllegalStateException("away"));
    assertThat(barrier).isNotDone();
    assertThat(looks).hasSize(1);

    barriers.look();
    answer(0);
    assertThat(barrier).isDone();
  }

  @Test
  void startingOverAsksAgainAndIgnoresOldAnswers() {
    CompletableFuture<Void> hadTarget = barriers.request();
    answer(1_000);
    CompletableFuture<Void> hadNone = barriers.request();
    CompletableFuture<Map<TopicPartition, Long>> old = looks.getLast();

    barriers.startOver();
    barriers.look();
    old.complete(Map.of(PARTITION, 0L));
    assertThat(hadNone).as("the old answer was about another topic").isNotDone();

    answer(3);
    readUpTo(3);
    assertThat(hadTarget).isDone();
    assertThat(hadNone).isDone();
  }

  @Test
  void closingFailsThoseWhoWaitAndThoseWhoCome() {
    CompletableFuture<Void> awaited = barriers.request();
    answer(9);
    CompletableFuture<Void> looking = barriers.request();
    CompletableFuture<Void> waiting = barriers.request();
    barriers.close();
    assertThat(List.of(awaited, looking, waiting, barriers.request()))
        .allMatch(CompletableFuture::isCompletedExceptionally);
  }
}
