package io.atlas.worker.intake;

import io.atlas.model.kafka.Topic;
import io.atlas.worker.work.OffsetHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The intake's thread hands out handles and waits for the end while others settle and drop. */
@Tag("interleavings")
class PartitionInterleavingsTest {

  @Test
  @DisplayName("I1: under every interleaving an idle partition commits all that was settled")
  void everyInterleavingCommitsWhatWasSettled() {
    new ModelCheckingOptions()
        .iterations(5)
        .invocationsPerIteration(100)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(2)
        .actorsAfter(1)
        .sequentialSpecification(Model.class)
        .check(Partition.class);
  }

  @Test
  @DisplayName("I1: threads that settle at once leave an idle partition that commits it all")
  void threadsAtOnceCommitWhatWasSettled() {
    new StressOptions()
        .iterations(5)
        .invocationsPerIteration(1_000)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(2)
        .actorsAfter(1)
        .sequentialSpecification(Model.class)
        .check(Partition.class);
  }

  public static class Partition {

    private final AssignedPartition owned =
        new AssignedPartition(
            new TopicPartition("fired", 0),
            Topic.ACTION_FIRED,
            new OffsetLedger(0, new BitSet()),
            new UnderWay(1, Map.of()),
            new ConcurrentLinkedQueue<>());
    private final AtomicReferenceArray<OffsetHandle> handles = new AtomicReferenceArray<>(20);
    private int next;

    @Operation(nonParallelGroup = "intake")
    public void handle() {
      owned.read(next);
      handles.set(next, owned.handle(new ConsumerRecord<>("fired", 0, next, null, null)));
      next++;
    }

    @Operation(nonParallelGroup = "intake")
    public String commitOnceIdle() throws InterruptedException {
      if (!owned.awaitIdle(Duration.ZERO)) {
        return "busy";
      }
      OffsetAndMetadata commit = owned.toCommit();
      return commit.offset() + " and " + CommitMetadata.decode(commit.metadata()).done();
    }

    @Operation(nonParallelGroup = "first call")
    public boolean settleFirst() {
      return end(0, OffsetHandle::settled);
    }

    @Operation(nonParallelGroup = "first call")
    public boolean dropFirst() {
      return end(0, OffsetHandle::dropped);
    }

    @Operation(nonParallelGroup = "second call")
    public boolean settleSecond() {
      return end(1, OffsetHandle::settled);
    }

    private boolean end(int number, Consumer<OffsetHandle> how) {
      OffsetHandle handle = handles.get(number);
      if (handle != null) {
        how.accept(handle);
      }
      return handle != null;
    }
  }

  /** What is promised, in the plainest form. */
  public static class Model {

    private enum State {
      OPEN,
      SETTLED,
      DROPPED
    }

    private final List<State> handles = new ArrayList<>();

    public void handle() {
      handles.add(State.OPEN);
    }

    public String commitOnceIdle() {
      if (handles.contains(State.OPEN)) {
        return "busy";
      }
      int dropped = handles.indexOf(State.DROPPED);
      int frontier = dropped < 0 ? handles.size() : dropped;
      BitSet beyond = new BitSet();
      for (int i = frontier; i < handles.size(); i++) {
        beyond.set(i - frontier, handles.get(i) == State.SETTLED);
      }
      return frontier + " and " + beyond;
    }

    public boolean settleFirst() {
      return end(0, State.SETTLED);
    }

    public boolean dropFirst() {
      return end(0, State.DROPPED);
    }

    public boolean settleSecond() {
      return end(1, State.SETTLED);
    }

    private boolean end(int handle, State how) {
      boolean known = handle < handles.size();
      if (known && handles.get(handle) == State.OPEN) {
        handles.set(handle, how);
      }
      return known;
    }
  }
}
