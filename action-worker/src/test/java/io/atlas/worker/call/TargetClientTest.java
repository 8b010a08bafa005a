package io.atlas.worker.call;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressRules;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.seal.Origin;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.FaultyHttpServer.Behaviour;
import io.atlas.worker.memory.InFlightMemory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no proper answer: the right category, within the bound, and the next call unharmed. */
@Timeout(60)
class TargetClientTest {

  private static final long TIMEOUT_MS = 1_000;
  private static final int MAX_BYTES = 1 << 20;
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final EgressRules loopback = EgressRules.of(List.of("127.0.0.0/8", "::1/128"));
  private final AtomicLong ahead = new AtomicLong();
  private final TargetClient client = client(new EgressGuard(loopback));

  private TargetClient client(EgressGuard egress) {
    TargetClient made =
        new TargetClient(egress, new ResponseReader(100, MAX_BYTES), 10, timer, this::nanoTime);
    made.start();
    return made;
  }

  private long nanoTime() {
    return System.nanoTime() + ahead.get();
  }

  @AfterEach
  void stop() {
    client.close();
    timer.shutdownNow();
  }

  private CallOutcome call(String url) {
    return call(client, url);
  }

  private static CallOutcome call(TargetClient client, String url) {
    return client
        .call(
            new CallRequest(
                "POST", Origin.of(url), "/", null, List.of(), new byte[0], null, TIMEOUT_MS))
        .outcome();
  }

  private static CallOutcome.Failed failed(CallOutcome outcome) {
    assertThat(outcome).isInstanceOf(CallOutcome.Failed.class);
    assertThat(outcome.timing().total())
        .isLessThan(Duration.ofMillis(TIMEOUT_MS + 1_000).toNanos());
    return (CallOutcome.Failed) outcome;
  }

  /** Says this, and hangs up or hangs. */
  private static Behaviour saying(String raw, boolean hangingUp) {
    return (request, exchange) -> {
      exchange.write(raw);
      if (hangingUp) {
        exchange.socket().close();
      } else {
        exchange.hang();
      }
    };
  }

  static Stream<Arguments> brokenAnswers() {
    return Stream.of(
        Arguments.of("no status line", "NONSENSE\r\n\r\n", false),
        Arguments.of("no status line, then closed", "NONSENSE\r\n\r\n", true),
        Arguments.of("another protocol", "SSH-2.0-OpenSSH_9.7\r\n", false),
        Arguments.of("a status that is none", "HTTP/1.1 OK\r\n\r\n", false),
        Arguments.of("a status below 100", "HTTP/1.1 042 Hm\r\n\r\n", false),
        Arguments.of("a header without a colon", OK + "Content-Length 2\r\n\r\n{}", false),
        Arguments.of("a head that is cut off", OK + "Content-Type: text/pl", true),
        Arguments.of("a length that is none", OK + "Content-Length: two\r\n\r\n{}", false),
        Arguments.of("a length below 0", OK + "Content-Length: -2\r\n\r\n{}", false),
        Arguments.of("a body that is too short", OK + "Content-Length: 9\r\n\r\n{}", true),
        Arguments.of("an unknown coding", OK + "Transfer-Encoding: odd\r\n\r\n{}", false),
        Arguments.of("a chunk size that is none", CHUNKED + "zz\r\n{}\r\n0\r\n\r\n", false),
        Arguments.of("a chunk size below 0", CHUNKED + "-2\r\n{}\r\n0\r\n\r\n", false),
        Arguments.of("a chunk that is too long", CHUNKED + "2\r\n{}{}{}\r\n0\r\n\r\n", false),
        Arguments.of("a chunk that is cut off", CHUNKED + "9\r\n{}", true),
        Arguments.of("chunks without an end", CHUNKED + "2\r\n{}\r\n", true),
        Arguments.of("an unasked-for switch", "HTTP/1.1 101 Switching\r\n\r\n", false),
        Arguments.of("interim answers", "HTTP/1.1 100 Continue\r\n\r\n".repeat(10_000), false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenAnswers")
  void brokenHttpIsTheTargetsError(String what, String raw, boolean hangingUp) {
    try (FaultyHttpServer target = FaultyHttpServer.start(saying(raw, hangingUp))) {
      CallOutcome.Failed failed = failed(call(target.url("/")));
      assertThat(failed.category()).isEqualTo(FailureCategory.TARGET_ERROR);
      assertThat(failed.detail()).startsWith("the answer");
      assertThat(failed.timing().total())
          .as("seen at once, not when the time is up")
          .isLessThan(Duration.ofMillis(TIMEOUT_MS - 200).toNanos());
      assertThat(target.requests()).hasSize(1);

      target.behave(FaultyHttpServer.always(200, "{}"));
      assertThat(call(target.url("/"))).isInstanceOf(CallOutcome.Responded.class);
    }
  }

  static Stream<Arguments> largeAnswers() {
    return Stream.of(
        Arguments.of("a header of 1 MB", OK + "X-Long: " + "x".repeat(1 << 20) + "\r\n\r\n"),
        Arguments.of("10,000 headers", OK + "X-Many: 1\r\n".repeat(10_000) + "\r\n"),
        Arguments.of("a status line of 1 MB", "HTTP/1.1 200 " + "x".repeat(1 << 20) + "\r\n\r\n"),
        Arguments.of("a chunk's head of 1 MB", CHUNKED + "1;" + "x".repeat(1 << 20)),
        Arguments.of("2 MB until it is closed", OK + "\r\n" + "x".repeat(2 << 20)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("largeAnswers")
  void whatIsTooLargeIsNotReadToItsEnd(String what, String raw) {
    try (FaultyHttpServer target = FaultyHttpServer.start(saying(raw, false))) {
      assertThat(failed(call(target.url("/"))).category())
          .isEqualTo(FailureCategory.RESPONSE_TOO_LARGE);
    }
  }

  @Test
  void interimAnswersBeforeTheRealOneAreFine() {
    String hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(3);
    try (FaultyHttpServer target =
        FaultyHttpServer.start((request, exchange) -> {
          exchange.write("HTTP/1.1 100 Continue\r\n\r\n" + hints);
          exchange.json(201, "{}");
        })) {
      for (int i = 0; i < 10; i++) {
        CallOutcome outcome = call(target.url("/"));
        assertThat(outcome).isInstanceOf(CallOutcome.Responded.class);
        assertThat(((CallOutcome.Responded) outcome).status()).isEqualTo(201);
      }
    }
  }

  @Test
  void whatFollowsAnAnswerIsNotTheNextCallsAnswer() {
    AtomicInteger calls = new AtomicInteger();
    String more = "HTTP/1.1 500 Smuggled\r\nContent-Length: 0\r\n\r\n";
    try (FaultyHttpServer target =
        FaultyHttpServer.start((request, exchange) -> {
          int number = calls.incrementAndGet();
          exchange.write(OK + "Content-Length: 1\r\n\r\n" + number + more);
        })) {
      for (int i = 1; i <= 5; i++) {
        CallOutcome outcome = call(target.url("/"));
        assertThat(outcome).isInstanceOf(CallOutcome.Responded.class);
        assertThat(((CallOutcome.Responded) outcome).status()).isEqualTo(200);
        assertThat(new String(((CallOutcome.Responded) outcome).body(), US_ASCII))
            .isEqualTo(String.valueOf(i));
      }
    }
  }

  @Test
  void aKeptConnectionThatWasResetOrSpoiltIsReplacedWithoutAnybodyNoticing() throws Exception {
    for (boolean reset : new boolean[] {true, false}) {
      CountDownLatch answered = new CountDownLatch(1);
      CountDownLatch spoilt = new CountDownLatch(1);
      try (FaultyHttpServer target =
          FaultyHttpServer.start((request, exchange) -> {
            exchange.json(200, "{}");
            if (spoilt.getCount() > 0) {
              answered.await();
              if (reset) {
                exchange.reset();
              } else {
                exchange.write("late\r\n");
              }
              spoilt.countDown();
            }
          })) {
        assertThat(call(target.url("/"))).isInstanceOf(CallOutcome.Responded.class);
        answered.countDown();
        assertThat(spoilt.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(call(target.url("/"))).isInstanceOf(CallOutcome.Responded.class);
      }
    }
  }

  @Test
  void aConnectionThatBreaksWithoutAnAnswerIsNoAnswer() {
    try (FaultyHttpServer target =
        FaultyHttpServer.start((request, exchange) -> exchange.reset())) {
      assertThat(failed(call(target.url("/"))).category()).isEqualTo(FailureCategory.CONNECT);
      target.behave((request, exchange) -> {
        exchange.write(OK + "Content-Length: 1000\r\n\r\n{");
        exchange.reset();
      });
      assertThat(failed(call(target.url("/"))).category())
          .isIn(FailureCategory.CONNECT, FailureCategory.TARGET_ERROR);
    }
  }

  @Test
  void aNameThatNobodyAnswersForTakesNoLongerThanTheCallMay() {
    EgressGuard hanging =
        new EgressGuard(
            loopback,
            host -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException givenUp) {
                Thread.currentThread().interrupt();
              }
              throw new UnknownHostException(host);
            });
    try (TargetClient hangingNames = client(hanging)) {
      CallOutcome.Failed failed = failed(call(hangingNames, "https://api.example.com/"));
      assertThat(failed.category()).isEqualTo(FailureCategory.TIMEOUT);
      assertThat(Thread.currentThread().isInterrupted())
          .as("the thread goes on with other calls")
          .isFalse();
    }
  }

  @Test
  void aHandshakeThatDripsTakesNoLongerThanTheCallMay() throws Exception {
    try (ServerSocket dripping = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.ofVirtual().start(() -> drip(dripping));
      String url = "https://localhost:" + dripping.getLocalPort() + "/";
      assertThat(failed(call(url)).category()).isEqualTo(FailureCategory.TIMEOUT);
      server.interrupt();
    }
  }

  /** The head of a record of a TLS handshake, and then a byte at a time of 16 KB. */
  private static void drip(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write(new byte[] {22, 3, 3, 0x40, 0});
      for (CountDownLatch never = new CountDownLatch(1);
          !never.await(50, TimeUnit.MILLISECONDS); ) {
        socket.getOutputStream().write(2);
      }
    } catch (IOException | InterruptedException over) {
      // The client has left.
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 2\r\n",
        "Content-Length: 2, 2\r\n",
        "Content-Length: 2\r\ncontent-length: 2,2\r\n"
      })
  void equalLengthsCountOnce(String lengths) {
    try (FaultyHttpServer target = FaultyHttpServer.start(saying(OK + lengths + "\r\n{}", false))) {
      assertThat(call(target.url("/")))
          .isInstanceOfSatisfying(
              CallOutcome.Responded.class,
              answered -> assertThat(answered.body()).asString(US_ASCII).isEqualTo("{}"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Length: 2, 3\r\n",
        "Content-Length: 2,\r\n",
        "Content-Length: +2\r\n",
        "Content-Length: 2\r\nContent-Length: \r\n"
      })
  void lengthsThatDifferAreRefusedWithTheStatusTheyCameWith(String lengths) {
    try (FaultyHttpServer target = FaultyHttpServer.start(saying(OK + lengths + "\r\n{}", false))) {
      CallOutcome.Failed failed = failed(call(target.url("/")));
      assertThat(failed.category()).isEqualTo(FailureCategory.TARGET_ERROR);
      assertThat(failed.status()).isEqualTo(200);
      assertThat(failed.refused()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 64, 195})
  void aHeadIsBoundedAsAWhole(int lines) {
    String line = "X-Long: " + "y".repeat(16_000) + "\r\n";
    try (FaultyHttpServer target = FaultyHttpServer.start(saying(OK + line.repeat(lines), false))) {
      CallOutcome.Failed failed = failed(call(target.url("/")));
      assertThat(failed.category()).isEqualTo(FailureCategory.RESPONSE_TOO_LARGE);
    }
    String interim = "HTTP/1.1 103 Hints\r\n" + line + "\r\n";
    try (FaultyHttpServer target = FaultyHttpServer.start(saying(interim.repeat(5), false))) {
      CallOutcome.Failed failed = failed(call(target.url("/")));
      assertThat(failed.category()).isEqualTo(FailureCategory.RESPONSE_TOO_LARGE);
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, 900", "60, 15000", "5, 15900"})
  void trailersAreBoundedAsAWhole(int lines, int length) {
    String trailer = "X-Long: " + "y".repeat(length) + "\r\n";
    String answer = CHUNKED + "2\r\n{}\r\n0\r\n" + trailer.repeat(lines) + "\r\n";
    try (FaultyHttpServer target = FaultyHttpServer.start(saying(answer, false))) {
      assertThat(failed(call(target.url("/"))).category())
          .isEqualTo(FailureCategory.RESPONSE_TOO_LARGE);
    }
  }

  @Test
  void manyChunksAndFewTrailersAreFine() {
    String chunks = "400\r\n" + "x".repeat(1_024) + "\r\n";
    String trailers = ("X-Long: " + "y".repeat(15_000) + "\r\n").repeat(4);
    String answer = CHUNKED + chunks.repeat(900) + "0\r\n" + trailers + "\r\n";
    try (FaultyHttpServer target = FaultyHttpServer.start(saying(answer, false))) {
      assertThat(call(target.url("/"))).isInstanceOf(CallOutcome.Responded.class);
    }
  }

  @Test
  @DisplayName("I12: a response that the account's memory has no room for is neither read nor held")
  void aResponseWithoutRoomIsLeftUnread() {
    String line = "X-Long: " + "y".repeat(15_000) + "\r\n";
    List<String> answers =
        List.of(
            OK + line.repeat(3) + "\r\n", CHUNKED + "2\r\n{}\r\n0\r\n" + line.repeat(3) + "\r\n");
    InFlightMemory memory = new InFlightMemory(100_000);
    InFlightMemory.Share others = memory.open("acme");
    others.hold(60_000);
    for (String answer : answers) {
      try (FaultyHttpServer target = FaultyHttpServer.start(saying(answer, false))) {
        InFlightMemory.Share own = memory.open("acme");
        CallOutcome outcome = ResponseMemory.paidBy(own, () -> call(target.url("/")));
        assertThat(outcome).isInstanceOf(CallOutcome.Unread.class);
        assertThat(memory.used()).isLessThanOrEqualTo(60_000);
        own.close();
      }
    }
    assertThat(client.openConnections()).isZero();
  }

  @Test
  @DisplayName(
      "I12: ten thousand hosts of a template leave a bounded number of connections, which end")
  void hostsThatAreTemplatesLeaveNothingWithoutEnd() {
    EgressGuard allAtHome =
        new EgressGuard(loopback, host -> new InetAddress[] {InetAddress.getLoopbackAddress()});
    try (TargetClient templated = client(allAtHome);
        FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      int port = Origin.of(target.url("/")).port();
      for (int i = 0; i < 10_000; i++) {
        assertThat(call(templated, "http://h" + i + ".example.com:" + port + "/"))
            .isInstanceOf(CallOutcome.Responded.class);
        assertThat(templated.openConnections()).isLessThanOrEqualTo(10);
        assertThat(templated.knownTargets()).isLessThanOrEqualTo(20);
      }
      assertThat(templated.openConnections()).as("the last ones are kept").isEqualTo(10);
      templated.closeOld();
      assertThat(templated.openConnections()).isEqualTo(10);
      ahead.addAndGet(Duration.ofSeconds(61).toNanos());
      templated.closeOld();
      assertThat(templated.openConnections()).isZero();
      assertThat(templated.knownTargets()).isZero();
    }
  }

  @Test
  void whoeverIsCalledOftenKeepsItsConnectionBesideManyThatAreCalledOnce() {
    EgressGuard allAtHome =
        new EgressGuard(loopback, host -> new InetAddress[] {InetAddress.getLoopbackAddress()});
    try (TargetClient templated = client(allAtHome);
        FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"))) {
      int port = Origin.of(target.url("/")).port();
      int connected = 0;
      for (int i = 0; i < 1_000; i++) {
        var _ = call(templated, "http://h" + i + ".example.com:" + port + "/");
        CallOutcome often = call(templated, "http://often.example.com:" + port + "/");
        connected += often.timing().connect() >= 0 ? 1 : 0;
      }
      assertThat(connected).isLessThan(500);
    }
  }

  @Test
  void closingEndsWhatIsUnderWay() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (FaultyHttpServer target =
        FaultyHttpServer.start((request, exchange) -> {
          asked.countDown();
          exchange.hang();
        })) {
      CompletableFuture<CallOutcome> hanging =
          CompletableFuture.supplyAsync(() ->
              client
                  .call(
                      new CallRequest(
                          "GET",
                          Origin.of(target.url("/")),
                          "/",
                          null,
                          List.of(),
                          null,
                          null,
                          50_000))
                  .outcome());
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      client.close();
      assertThat(hanging.get(10, TimeUnit.SECONDS)).isInstanceOf(CallOutcome.Failed.class);
      assertThat(failed(call(target.url("/"))).timing().total()).isLessThan(1_000_000_000);
    }
  }

  @Test
  void aTargetThatRefusesARequestBeforeItHasReadItIsHeard() throws Exception {
    try (ServerSocket refusing = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.ofVirtual().start(() -> refuseUnread(refusing));
      Origin origin = Origin.of("http://localhost:" + refusing.getLocalPort() + "/");
      byte[] large = new byte[16 << 20]; // more than the buffers of both sockets hold
      CallOutcome outcome =
          client
              .call(new CallRequest("POST", origin, "/", null, List.of(), large, null, TIMEOUT_MS))
              .outcome();
      assertThat(outcome)
          .isInstanceOfSatisfying(
              CallOutcome.Responded.class,
              answered -> assertThat(answered.status()).isEqualTo(413));
      assertThat(client.openConnections()).as("spoilt, so not kept").isZero();
      server.interrupt();
    }
  }

  private static void refuseUnread(ServerSocket server) {
    try (Socket socket = server.accept()) {
      var _ = socket.getInputStream().readNBytes(1_000);
      socket
          .getOutputStream()
          .write("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
    } catch (IOException over) {
      // The client has left.
    }
  }

  @Test
  void aServerWithoutTlsIsToldFromABadCertificate() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.ofVirtual().start(() -> answerInTheClear(plain));
      CallOutcome.Failed failed = failed(call("https://localhost:" + plain.getLocalPort() + "/"));
      assertThat(failed.category()).isEqualTo(FailureCategory.TLS);
      assertThat(failed.detail()).contains("does not speak TLS");
      server.interrupt();
    }
  }

  private static void answerInTheClear(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      new CountDownLatch(1).await();
    } catch (IOException | InterruptedException over) {
      // The client has left.
    }
  }
}
