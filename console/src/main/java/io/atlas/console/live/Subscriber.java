package io.atlas.console.live;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * One open page. Its own thread writes to it, so that a page that stopped reading holds up no
 * other; what comes meanwhile is added up.
 */
final class Subscriber {

  /** Comments keep proxies from closing a quiet stream, and find out that the page is gone. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** A page that falls this far behind is told the sum later; more signals are of no use. */
  private static final int MAX_WAITING = 1_000;

  private static final long END = -1;

  private final String accountId;
  private final String sessionId;
  private final long number;
  private final SseEmitter page = new SseEmitter(0L);
  private final LinkedBlockingQueue<Long> waiting = new LinkedBlockingQueue<>(MAX_WAITING);

  /**
   * @param sessionId whose end is the stream's
   * @param number of the stream, rising
   */
  Subscriber(String accountId, String sessionId, long number) {
    this.accountId = accountId;
    this.sessionId = sessionId;
    this.number = number;
  }

  String sessionId() {
    return sessionId;
  }

  long number() {
    return number;
  }

  String accountId() {
    return accountId;
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

  /** Returns when the page is gone or {@link #end} was called. */
  void write() {
    try {
      page.send(SseEmitter.event().comment("open"));
      while (true) {
        Long next = waiting.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
          page.send(SseEmitter.event().comment("still here"));
        } else if (next == END) {
          page.complete();
          return;
        } else {
          page.send(SseEmitter.event().name("executed").data(Long.toString(next)));
        }
      }
    } catch (IOException | IllegalStateException gone) {
      page.complete();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      page.complete();
    }
  }
}
