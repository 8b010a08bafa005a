package io.atlas.model.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I9: a name whose server does not answer holds up no other")
class NameLookupsTest {

  private static final InetAddress[] FOUND = {InetAddress.getLoopbackAddress()};

  private final CountDownLatch answered = new CountDownLatch(1);
  private final AtomicInteger lookups = new AtomicInteger();
  private final AtomicInteger onVirtualThreads = new AtomicInteger();

  /** The system's resolver, as far as it matters: it blocks the thread it is called on. */
  private InetAddress[] system(String host) throws UnknownHostException {
    lookups.incrementAndGet();
    if (Thread.currentThread().isVirtual()) {
      onVirtualThreads.incrementAndGet();
    }
    if (host.equals("unknown.example")) {
      throw new UnknownHostException(host);
    }
    if (host.startsWith("hanging")) {
      try {
        answered.await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return FOUND;
  }

  @AfterEach
  void answer() {
    answered.countDown();
  }

  @Test
  void othersAreFoundMeanwhileAndOneLookupServesAllWhoAsk() throws Exception {
    NameLookups names = new NameLookups(this::system, Duration.ofSeconds(30));
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<InetAddress[]>> waiting = new ArrayList<>();
      Callable<InetAddress[]> ask = () -> names.byName("hanging.example");
      for (int i = 0; i < 50; i++) {
        waiting.add(callers.submit(ask));
      }
      Future<InetAddress[]> other = callers.submit(() -> names.byName("quick.example"));
      assertThat(other.get(20, TimeUnit.SECONDS)).isEqualTo(FOUND);
      answered.countDown();
      for (Future<InetAddress[]> one : waiting) {
        assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(FOUND);
      }
    }
    assertThat(onVirtualThreads).hasValue(0);
  }

  @Test
  void nobodyWaitsLongerThanAConnectionMayTake() {
    NameLookups names = new NameLookups(this::system, Duration.ofMillis(50));
    assertThatThrownBy(() -> names.byName("hanging.example"))
        .isInstanceOf(UnknownHostException.class);
    // The lookup is still under way: asking again starts no second one.
    assertThatThrownBy(() -> names.byName("hanging.example"))
        .isInstanceOf(UnknownHostException.class);
    assertThat(lookups).hasValue(1);
  }

  @Test
  void anUnknownNameIsUnknownAndAskedForAnew() {
    NameLookups names = new NameLookups(this::system, Duration.ofSeconds(30));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> names.byName("unknown.example"))
          .isInstanceOf(UnknownHostException.class)
          .hasMessage("unknown.example");
    }
    assertThat(lookups).hasValue(2);
  }
}
