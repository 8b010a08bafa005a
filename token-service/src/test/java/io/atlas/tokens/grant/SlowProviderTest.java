package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.CredentialCategory;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.tokens.token.ProviderResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section D: slow, hanging and large answers. */
class SlowProviderTest {

  private static final int TOTAL_MS = 700;

  private GrantFixture fixture;

  @BeforeEach
  void start() {
    fixture =
        new GrantFixture(
            FaultyHttpServer.start(FaultyHttpServer.always(200, GrantFixture.GOOD)),
            GrantFixture.limits(TOTAL_MS));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private ProviderResponse ask() {
    return fixture.ask(TestSettings.basic(), "secret");
  }

  /** Times out in the total time, and not much later. */
  private void timesOut(FaultyHttpServer.Behaviour behaviour) {
    fixture.provider.behave(behaviour);
    long start = System.nanoTime();
    assertThat(refused(ask()).code()).isEqualTo(CredentialCategory.TIMEOUT);
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertThat(took).isBetween(TOTAL_MS - 50L, TOTAL_MS + 2_000L);
  }

  @Test
  @DisplayName("vector 50: accepts and never answers")
  void vector50() {
    timesOut((request, exchange) -> exchange.hang());
  }

  @Test
  @DisplayName("vector 51: a byte now and then does not extend the total deadline")
  void vector51() {
    timesOut((request, exchange) -> {
      exchange.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{");
      while (!exchange.serverClosed().await(100, TimeUnit.MILLISECONDS)) {
        exchange.write(" ");
      }
    });
  }

  @Test
  @DisplayName("vector 52: headers, then the body stalls")
  void vector52() {
    timesOut((request, exchange) -> {
      exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"access_");
      exchange.hang();
    });
  }

  @Test
  @DisplayName("vector 53: an endless body is cut at the cap and the connection closed")
  void vector53Endless() {
    AtomicBoolean cut = new AtomicBoolean();
    fixture.provider.behave((request, exchange) -> {
      exchange.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"a\":\"");
      byte[] chunk = "x".repeat(64 * 1024).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      try {
        for (int written = 0; written < (64 << 20); written += chunk.length) {
          exchange.out().write(chunk);
        }
      } catch (IOException closedByClient) {
        cut.set(true);
        throw closedByClient;
      }
    });
    var failure = refused(ask());
    assertThat(failure.code()).isEqualTo(CredentialCategory.BAD_RESPONSE);
    assertThat(failure.providerErrorDescription()).contains("1 MiB");
    await().atMost(Duration.ofSeconds(5)).untilTrue(cut);
  }

  @Test
  @DisplayName("vector 53: 2 MiB are too much; a Content-Length that lies is no answer")
  void vector53Large() {
    fixture.provider.behave(
        FaultyHttpServer.always(200, "{\"a\":\"" + "x".repeat(2 << 20) + "\"}"));
    assertThat(refused(ask()).code()).isEqualTo(CredentialCategory.BAD_RESPONSE);
    fixture.provider.behave((request, exchange) -> {
      exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + GrantFixture.GOOD);
      exchange.socket().close();
    });
    assertThat(refused(ask()).code()).isEqualTo(CredentialCategory.TRANSIENT);
  }

  @Test
  @DisplayName("vector 54: a gzip bomb is cut at the cap after decoding")
  void vector54() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int mebibyte = 0; mebibyte < 200; mebibyte++) {
        gzip.write(zeros);
      }
    }
    fixture.provider.behave((request, exchange) ->
        exchange.answer(200, Map.of("Content-Encoding", "gzip"), bomb.toByteArray()));
    var failure = refused(ask());
    assertThat(failure.code()).isEqualTo(CredentialCategory.BAD_RESPONSE);
    assertThat(failure.providerErrorDescription()).contains("1 MiB");
  }

  @Test
  void aCompressedAnswerIsRead() throws IOException {
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(small)) {
      gzip.write(GrantFixture.GOOD.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    fixture.provider.behave((request, exchange) ->
        exchange.answer(200, Map.of("Content-Encoding", "gzip"), small.toByteArray()));
    assertThat(granted(ask()).token().value()).isEqualTo("good-token");
  }

  @Test
  @DisplayName("vector 55: a reset in the middle of the body is passing")
  void vector55() {
    fixture.provider.behave((request, exchange) -> {
      exchange.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"access_");
      exchange.reset();
    });
    assertThat(refused(ask()).code()).isEqualTo(CredentialCategory.TRANSIENT);
    assertThat(CredentialCategory.TRANSIENT.permanent()).isFalse();
  }

  @Test
  @DisplayName("I11: what a provider says beside its answer is not the answer to the next request")
  void anAnswerIsOfItsRequestAlone() {
    AtomicInteger served = new AtomicInteger();
    fixture.provider.behave((request, exchange) -> {
      String body =
          "{\"access_token\":\"token-"
              + served.incrementAndGet()
              + "\",\"token_type\":\"Bearer\",\"expires_in\":60}";
      String answer =
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      exchange.write(answer + answer);
    });
    for (int request = 1; request <= 5; request++) {
      assertThat(granted(ask()).token().value()).isEqualTo("token-" + request);
    }
  }

  @Test
  @DisplayName("an endless answer in chunks is cut off at once, not read on until time is up")
  void endlessChunksEndAtTheCap() {
    AtomicBoolean cut = new AtomicBoolean();
    fixture.provider.behave((request, exchange) -> {
      exchange.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "2000\r\n" + "x".repeat(0x2000) + "\r\n";
      try {
        while (true) {
          exchange.write(chunk);
        }
      } catch (IOException closedByClient) {
        cut.set(true);
        throw closedByClient;
      }
    });
    var failure = refused(ask());
    assertThat(failure.code()).isEqualTo(CredentialCategory.BAD_RESPONSE);
    assertThat(failure.providerErrorDescription()).contains("1 MiB");
    await().atMost(Duration.ofSeconds(3)).untilTrue(cut);
  }

  @Test
  @DisplayName("the head of an answer is bounded as a whole")
  void headsAreBounded() {
    fixture.provider.behave((request, exchange) -> {
      exchange.write("HTTP/1.1 200 OK\r\n");
      exchange.write(("X-Long: " + "y".repeat(8_000) + "\r\n").repeat(90));
      exchange.hang();
    });
    assertThat(refused(ask()).code()).isEqualTo(CredentialCategory.BAD_RESPONSE);
  }

  @Test
  @DisplayName("vector 56: a pooled connection that the server has closed: one transparent retry")
  void vector56() throws InterruptedException {
    AtomicInteger served = new AtomicInteger();
    CountDownLatch closed = new CountDownLatch(1);
    fixture.provider.behave((request, exchange) -> {
      if (served.incrementAndGet() == 2) {
        // The request reached a server that was just closing: no byte comes back.
        exchange.socket().close();
        closed.countDown();
        return;
      }
      exchange.json(200, GrantFixture.GOOD);
    });
    granted(ask());
    assertThat(granted(ask()).token().value()).isEqualTo("good-token");
    assertThat(closed.await(1, TimeUnit.SECONDS)).isTrue();
    assertThat(served.get()).isEqualTo(3);
  }
}
