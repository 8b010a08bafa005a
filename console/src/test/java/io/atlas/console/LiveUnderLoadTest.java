package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.atlas.console.figures.Figures;
import io.atlas.console.figures.FiguresQuery;
import io.atlas.model.kafka.Topic;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * By hand, {@code -Datlas.live.rate=5000 -Datlas.live.boards=3}: so many results a second lie on
 * the topic as workers write them, with boards open in a browser, for 15 s after 15 s to get warm.
 * Broker, load and console share the process, so what the console takes is told by its threads.
 */
@EnabledIfSystemProperty(named = "atlas.live.rate", matches = "\\d+")
class LiveUnderLoadTest {

  private static final int RATE = Integer.getInteger("atlas.live.rate", 0);
  private static final int BOARDS = Integer.getInteger("atlas.live.boards", 1);
  private static final int ACTIONS = 200;
  private static final Duration LONG = Duration.ofSeconds(15);
  private static final int TICKS_A_SECOND = 50;

  /** Longer than this is felt (RAIL). */
  private static final double FELT_MS = 200;

  private static final String WATCH =
      """
      window.long = []; window.gap = 0; window.drawn = 0;
      new PerformanceObserver(list => list.getEntries().forEach(e => window.long.push(e.duration)))
        .observe({ type: 'longtask' });
      performance.setResourceTimingBufferSize(10000);
      performance.clearResourceTimings();
      let last = performance.now();
      const frame = now => { window.gap = Math.max(window.gap, now - last); last = now;
        requestAnimationFrame(frame); };
      requestAnimationFrame(frame);
      new MutationObserver(() => window.drawn++)
        .observe(document.querySelector('#board .tiles').parentElement, { childList: true });
      """;

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long published;

  @Test
  @DisplayName("Boards stay smooth and lag no more than seconds behind")
  void live() {
    try (Chromium chromium = Chromium.open();
        KafkaProducer<String, byte[]> producer =
            console.kafka.producer(
                "load",
                Map.of(
                    ProducerConfig.LINGER_MS_CONFIG,
                    20,
                    ProducerConfig.BATCH_SIZE_CONFIG,
                    1 << 18,
                    ProducerConfig.COMPRESSION_TYPE_CONFIG,
                    "lz4"))) {
      publish(producer, Duration.ofSeconds(1));
      await().atMost(LONG).until(() -> counted() == published);
      List<Page> boards = new ArrayList<>();
      for (int i = 0; i < BOARDS; i++) {
        Page board = chromium.signedIn(console, account, ColorScheme.LIGHT);
        board.navigate(i % 2 == 0 ? "/operations" : "/operations?split=ACTION");
        boards.add(board);
      }
      publish(producer, LONG);
      boards.forEach(board -> board.evaluate(WATCH));
      Map<String, Long> before = processorNanos();
      long countedBefore = counted();
      long publishedBefore = published;
      long start = System.nanoTime();
      publish(producer, LONG);
      double seconds = (System.nanoTime() - start) / 1e9;
      long behind = published - counted();
      long stored = counted() - countedBefore;
      Map<String, Long> after = processorNanos();
      System.out.printf(
          "LIVE %d boards: %.0f published/s, %.0f counted/s, %d behind at the end%n",
          BOARDS, (published - publishedBefore) / seconds, stored / seconds, behind);
      tell(before, after, seconds);
      for (Page board : boards) {
        double bytes =
            number(
                board,
                "performance.getEntriesByType('resource').reduce((s, e) => s + e.transferSize, 0)");
        double longest = number(board, "Math.max(0, ...window.long)");
        System.out.printf(
            "LIVE board: %.0f long tasks, %.0f ms the longest, %.0f ms in all, %.0f ms the longest"
                + " frame, %.0f requests, %.1f KiB/s, shows %s%n",
            number(board, "window.long.length"),
            longest,
            number(board, "window.long.reduce((s, e) => s + e, 0)"),
            number(board, "window.gap"),
            number(board, "performance.getEntriesByType('resource').length"),
            bytes / seconds / 1024,
            board.locator("#tile-fired").innerText().replaceAll("\\s+", " "));
        assertThat(longest).isLessThan(FELT_MS);
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> counted() == published);
      System.out.printf(
          "LIVE all counted %.1f s later%n", (System.nanoTime() - start) / 1e9 - seconds);
      Page one = boards.getFirst();
      String all = String.format(Locale.ENGLISH, "%,d in all", published);
      one.waitForCondition(() -> one.locator("#tile-fired .tile-note").innerText().contains(all));
    }
  }

  private void publish(KafkaProducer<String, byte[]> producer, Duration length) {
    String topic = console.kafka.name(Topic.ACTION_EXECUTED);
    long start = System.nanoTime();
    long ticks = length.toSeconds() * TICKS_A_SECOND;
    for (long tick = 0; tick < ticks; tick++) {
      String now = Instant.now().toString();
      for (int i = 0; i < RATE / TICKS_A_SECOND; i++) {
        String id = account + "-" + published++;
        var _ = producer.send(new ProducerRecord<>(topic, id, result(id, now)));
      }
      long due = start + (tick + 1) * (1_000_000_000L / TICKS_A_SECOND);
      for (long left; (left = due - System.nanoTime()) > 0; ) {
        LockSupport.parkNanos(left);
      }
    }
    producer.flush();
  }

  private byte[] result(String id, String now) {
    long number = published;
    boolean failed = number % 33 == 0;
    return ("{\"executionId\":\""
            + id
            + "\",\"actionId\":\"action-"
            + number % ACTIONS
            + "\",\"accountId\":\""
            + account
            + "\",\"attempt\":1,\"outcome\":\""
            + (failed ? "FAILED" : "SUCCEEDED")
            + "\",\"status\":"
            + (failed ? 400 : 201)
            + ",\"category\":"
            + (failed ? "\"REJECTED\"" : "null")
            + ",\"startedAt\":\""
            + now
            + "\",\"firedAt\":\""
            + now
            + "\",\"durationMs\":"
            + (10 + number % 90)
            + ",\"request\":{\"method\":\"POST\",\"url\":\"https://h"
            + number % 20
            + ".example.com/orders\",\"headers\":{\"Content-Type\":\"application/json\"}},"
            + "\"response\":{\"headers\":{\"Content-Type\":\"application/json\"},"
            + "\"body\":\"{\\\"id\\\":"
            + number
            + "}\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private long counted() {
    Instant now = Instant.now();
    return console
        .bean(Figures.class)
        .read(FiguresQuery.of(account, now.minus(Duration.ofMinutes(14)), now.plusSeconds(60)))
        .series()
        .getFirst()
        .results();
  }

  private static double number(Page page, String script) {
    return ((Number) page.evaluate(script)).doubleValue();
  }

  private Map<String, Long> processorNanos() {
    Map<String, Long> nanos = new HashMap<>();
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null) {
        nanos.merge(kind(info.getThreadName()), threads.getThreadCpuTime(id), Long::sum);
      }
    }
    return nanos;
  }

  /** What a thread does, without its number. */
  private static String kind(String thread) {
    return thread.replaceAll("[0-9]+", "#");
  }

  private static void tell(Map<String, Long> before, Map<String, Long> after, double seconds) {
    Map<String, Double> used = new TreeMap<>();
    after.forEach((kind, nanos) -> used.put(kind, (nanos - before.getOrDefault(kind, 0L)) / 1e9));
    used.entrySet().stream()
        .filter(each -> each.getValue() > 0.05)
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .forEach(each ->
            System.out.printf(
                "LIVE CPU %.2f s (%.2f cores) %s%n",
                each.getValue(), each.getValue() / seconds, each.getKey()));
  }
}
