package io.atlas.tokens.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * How far the clocks of those who ask for tokens are ahead of ours. A record is never read before
 * it was sent, so of several the one that seems least delayed is the nearest to the truth. Not
 * thread-safe.
 */
public final class SenderClocks {

  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final int MOST = 200;

  private final BiConsumer<String, Duration> observer;
  private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true);

  private record Window(Instant since, Duration ahead) {}

  /**
   * @param observer is told a sender, and how far its clock is ahead, every ten seconds
   */
  public SenderClocks(BiConsumer<String, Duration> observer) {
    this.observer = observer;
  }

  /** A live record was read now. */
  public void seen(String sender, Instant sentAt, Instant now) {
    Duration ahead = Duration.between(now, sentAt);
    Window window = windows.get(sender);
    if (window == null) {
      windows.put(sender, new Window(now, ahead));
      if (windows.size() > MOST) {
        windows.remove(windows.keySet().iterator().next());
      }
      return;
    }
    Duration best = window.ahead().compareTo(ahead) > 0 ? window.ahead() : ahead;
    if (now.isBefore(window.since().plus(WINDOW))) {
      windows.put(sender, new Window(window.since(), best));
    } else {
      observer.accept(sender, best);
      windows.put(sender, new Window(now, ahead));
    }
  }
}
