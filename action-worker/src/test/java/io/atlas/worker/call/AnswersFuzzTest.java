package io.atlas.worker.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressRules;
import io.atlas.model.seal.Origin;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.HttpResponses;
import io.atlas.testing.fuzz.JsonTexts;
import io.atlas.testing.fuzz.KeptInputs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I11, I12: any bytes as a target's answer, over a socket")
class AnswersFuzzTest {

  private static final long TIMEOUT_MS = 200;
  private static final int KEPT_BYTES = 4_096;
  private static final int MAX_BYTES = 1 << 20;
  private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** The target's answer, as Latin-1, and whether the connection ends behind it. */
  record Try(String answer, boolean ends) {}

  private final AtomicReference<Try> next = new AtomicReference<>(new Try("", true));
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final FaultyHttpServer target =
      FaultyHttpServer.start((request, exchange) -> {
        Try answer = next.get();
        boolean good = request.target().equals("/good");
        exchange.out().write((good ? GOOD : answer.answer()).getBytes(StandardCharsets.ISO_8859_1));
        exchange.out().flush();
        if (!good && answer.ends()) {
          exchange.socket().close();
        }
      });
  private final TargetClient client =
      new TargetClient(
          new EgressGuard(EgressRules.WITH_LOOPBACK),
          new ResponseReader(KEPT_BYTES, MAX_BYTES),
          10,
          timer,
          System::nanoTime);

  @BeforeEach
  void start() {
    client.start();
  }

  @AfterEach
  void stop() {
    client.close();
    target.close();
    timer.shutdownNow();
  }

  @Test
  void comeToAnOutcomeInTimeAndSpoilNoOtherCall() {
    Grammar<byte[]> answers =
        HttpResponses.with(
            Grammar.weighted(4, JsonTexts.values()).or(2, HostileText.texts()).or(1, large()));
    Grammar<Try> tries =
        random ->
            new Try(
                new String(answers.make(random), StandardCharsets.ISO_8859_1),
                random.nextInt(24) != 0);
    Fuzz.of("answers", tries)
        .replaying(AnswersFuzzTest.class, kept -> new Try(KeptInputs.text(kept), false))
        .run(this::call);
  }

  private static Grammar<String> large() {
    return Grammar.times(Grammar.of(MAX_BYTES - 1, MAX_BYTES, MAX_BYTES + 1), "b"::repeat);
  }

  private void call(Try tried) {
    next.set(tried);
    long start = System.nanoTime();
    CallOutcome outcome = call("/");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(Duration.ofMillis(TIMEOUT_MS + 5_000));
    if (outcome instanceof CallOutcome.Responded answered) {
      assertThat(answered.body().length).isLessThanOrEqualTo(KEPT_BYTES);
      assertThat(answered.status()).isBetween(200, 999);
    }
    assertThat(call("/good"))
        .isInstanceOfSatisfying(
            CallOutcome.Responded.class,
            good -> assertThat(new String(good.body(), StandardCharsets.UTF_8)).isEqualTo("ok"));
  }

  private CallOutcome call(String path) {
    long timeout = path.equals("/good") ? 10_000 : TIMEOUT_MS;
    return client
        .call(
            new CallRequest(
                "GET", Origin.of(target.url("/")), path, null, List.of(), null, null, timeout))
        .outcome();
  }
}
