package io.atlas.console.live;

import io.atlas.console.history.HistoryChannel;
import io.atlas.console.identity.Person;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One open page. Its own thread writes to it, so that a page that stopped reading holds up no
 * other; what comes meanwhile is added up. It ends with the session of its person.
 */
final class Subscriber {

  private static final Logger log = LoggerFactory.getLogger(Subscriber.class);

  /** Comments keep proxies from closing a quiet stream, and find out that the page is gone. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** A page that gave way to others comes back after this, not at once as browsers do. */
  private static final Duration COME_BACK = Duration.ofMinutes(1);

  /** A page that falls this far behind is told the sum later; more signals are of no use. */
  private static final int MAX_WAITING = 1_000;

  private static final long END = -1;
  private static final long GIVE_WAY = -2;

  private final Person person;
  private final HistoryChannel channel;
  private final @Nullable String accountId;
  private final String sessionId;
  private final BooleanSupplier stillAllowed;
  private final SseEmitter page = new SseEmitter(0L);
  private final LinkedBlockingQueue<Long> waiting = new LinkedBlockingQueue<>(MAX_WAITING);

  /**
   * @param channel that it is told of
   * @param accountId that it is told of; null for all
   * @param stillAllowed asked before each write, at least every {@link #HEARTBEAT}
   */
  Subscriber(
      Person person,
      HistoryChannel channel,
      @Nullable String accountId,
      String sessionId,
      BooleanSupplier stillAllowed) {
    this.person = person;
    this.channel = channel;
    this.accountId = accountId;
    this.sessionId = sessionId;
    this.stillAllowed = stillAllowed;
  }

  /** Of these counts by account, what it is told of. */
  long of(HistoryChannel told, Map<String, Long> counts) {
    if (told != channel) {
      return 0;
    }
    return accountId == null
        ? counts.values().stream().mapToLong(Long::longValue).sum()
        : counts.getOrDefault(accountId, 0L);
  }

  String sessionId() {
    return sessionId;
  }

  String personKey() {
    return person.key();
  }

  SseEmitter page() {
    return page;
  }

  void tell(long count) {
    // Full means that the page is told soon anyway.
    var _ = waiting.offer(count);
  }

  void end() {
    waiting.clear();
    tell(END);
  }

  /** Ends for now: there are too many. */
  void giveWay() {
    waiting.clear();
    tell(GIVE_WAY);
  }

  /** Returns when the page is gone, or may be written to no longer. */
  void write() {
    try {
      page.send(SseEmitter.event().comment("open"));
      while (true) {
        Long next = waiting.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        if (next != null && next == GIVE_WAY) {
          page.send(SseEmitter.event().reconnectTime(COME_BACK.toMillis()).comment("too many"));
        }
        if ((next != null && next < 0) || !stillAllowed.getAsBoolean()) {
          complete();
          return;
        }
        page.send(
            next == null
                ? SseEmitter.event().comment("still here")
                : SseEmitter.event().name("executed").data(Long.toString(next)));
      }
    } catch (IOException | IllegalStateException gone) {
      complete();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      complete();
    }
  }

  /** The container may have ended it at the same moment, as when the browser left. */
  private void complete() {
    try {
      page.complete();
    } catch (IllegalStateException ended) {
      log.debug("a page's stream had ended: {}", ended.toString());
    }
  }
}
