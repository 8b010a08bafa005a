package io.atlas.worker.call;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressRules;
import io.atlas.model.seal.Origin;
import io.atlas.testing.FaultyHttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("I11: an answer belongs to a request only if it came after that request was written")
class I11AnswersTest {

  private static final int TIMEOUT_MS = 4_000;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final TargetClient client =
      client(new EgressGuard(EgressRules.of(List.of("127.0.0.0/8", "::1/128"))));

  private TargetClient client(EgressGuard egress) {
    TargetClient made =
        new TargetClient(egress, new ResponseReader(4_096, 1 << 20), 50, timer, System::nanoTime);
    made.start();
    return made;
  }

  @AfterEach
  void stop() {
    client.close();
    timer.shutdownNow();
  }

  /** What a target does with a request on a connection. */
  enum Way {
    ONE,
    IN_PIECES,
    TWO,
    TWO_APART,
    TWO_CHUNKED,
    LENGTH_TOO_SHORT,
    BODY_BEHIND_204,
    FAREWELL,
    CLOSE,
    CLOSE_ANNOUNCED,
    HALF_CLOSE,
    RESET,
    NONE
  }

  /** Takes connections, answers with the id that each request names, and misbehaves. */
  private static final class Target implements AutoCloseable {
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();
    private final Random random;
    private final Way[] ways;

    Target(long seed, Way... ways) throws IOException {
      this.server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
      this.random = new Random(seed);
      this.ways = ways;
      var _ = threads.submit(this::accept);
    }

    Origin origin() {
      return Origin.of("http://localhost:" + server.getLocalPort() + "/");
    }

    private Void accept() throws IOException {
      while (true) {
        Socket socket = server.accept();
        var _ = threads.submit(() -> serve(socket));
      }
    }

    private Void serve(Socket socket) throws IOException {
      socket.setTcpNoDelay(true);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      try (socket) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          String id = line.split(" ")[1].substring(1);
          while (!in.readLine().isEmpty()) {
            // The head, to its end; there is no body.
          }
          requests.incrementAndGet();
          if (!answer(socket, id)) {
            // Whatever was on its way is taken note of, as a target's log would.
            for (String more = in.readLine(); more != null; more = in.readLine()) {
              requests.addAndGet(more.startsWith("GET ") ? 1 : 0);
            }
            return null;
          }
        }
      }
      return null;
    }

    private synchronized Way next() {
      return ways[random.nextInt(ways.length)];
    }

    /** Returns false where it is over with the connection. */
    private boolean answer(Socket socket, String id) throws IOException {
      OutputStream out = socket.getOutputStream();
      String one = "HTTP/1.1 200 OK\r\nContent-Length: " + id.length() + "\r\n\r\n" + id;
      switch (next()) {
        case ONE -> write(out, one);
        case IN_PIECES -> {
          write(out, one.substring(0, 10));
          write(out, one.substring(10));
        }
        case TWO -> write(out, one + one);
        case TWO_APART -> {
          write(out, one);
          write(out, one);
        }
        case TWO_CHUNKED -> {
          String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
          String body = Integer.toHexString(id.length()) + "\r\n" + id + "\r\n0\r\n\r\n";
          write(out, chunked + body + one);
        }
        case LENGTH_TOO_SHORT -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + id);
        case BODY_BEHIND_204 -> write(out, "HTTP/1.1 204 No\r\n\r\n" + one);
        case FAREWELL ->
            write(out, one + "HTTP/1.1 408 Idle\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        case CLOSE -> {
          write(out, one);
          socket.shutdownOutput();
          return false;
        }
        case CLOSE_ANNOUNCED -> {
          write(out, one.replace("\r\nContent", "\r\nConnection: close\r\nContent"));
          socket.shutdownOutput();
          return false;
        }
        case HALF_CLOSE -> {
          write(out, one.substring(0, one.length() - 2));
          socket.shutdownOutput();
          return false;
        }
        case RESET -> {
          write(out, one);
          socket.setSoLinger(true, 0);
          socket.close();
          return true;
        }
        case NONE -> {
          socket.shutdownOutput();
          return false;
        }
      }
      return true;
    }

    private static void write(OutputStream out, String text) throws IOException {
      out.write(text.getBytes(US_ASCII));
      out.flush();
    }

    @Override
    public void close() throws IOException {
      server.close();
      threads.shutdownNow();
    }
  }

  private Called call(Origin origin, String id) {
    return client.call(
        new CallRequest("GET", origin, "/" + id, null, List.of(), null, null, TIMEOUT_MS));
  }

  /** Whether what a result shows is of the request alone that it is the result of. */
  private static void assertOwn(Called called, String id) {
    if (called.outcome() instanceof CallOutcome.Responded answered) {
      String body = new String(answered.body(), US_ASCII);
      assertThat(id).as("shown for %s", id).startsWith(body);
      assertThat(answered.status()).isIn(200, 204);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void aKeptConnectionGivesNothingOfOneRequestToTheNext(Way way) throws Exception {
    try (Target target = new Target(1, way)) {
      int requests = 0;
      int calls = 30;
      for (int i = 0; i < calls; i++) {
        String id = "request-" + i;
        Called called = call(target.origin(), id);
        assertOwn(called, id);
        requests += called.requests();
        // Where the end is not announced, the next request may be on its way before it is seen.
        if (way != Way.RESET && way != Way.CLOSE) {
          assertThat(called.repeated()).as("call %s", i).isNull();
        }
        if (way != Way.HALF_CLOSE && way != Way.NONE) {
          assertThat(called.outcome()).isInstanceOf(CallOutcome.Responded.class);
        }
      }
      assertThat(target.requests.get()).isLessThanOrEqualTo(requests);
      assertThat(requests).as("those that were sent").isGreaterThanOrEqualTo(calls);
    }
  }

  @Test
  void tenThousandCallsOfTwoAccountsToATargetThatMisbehavesInEveryWay() throws Exception {
    try (Target target = new Target(42, Way.values());
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicInteger requests = new AtomicInteger();
      AtomicInteger repeated = new AtomicInteger();
      List<Future<?>> accounts = new ArrayList<>();
      for (String account : List.of("a", "b", "a", "b", "a", "b", "a", "b")) {
        int number = accounts.size();
        accounts.add(
            callers.submit(() -> {
              for (int i = 0; i < 1_250; i++) {
                String id = account + "-" + number + "-" + i;
                Called called = call(target.origin(), id);
                assertOwn(called, id);
                requests.addAndGet(called.requests());
                repeated.addAndGet(called.repeated() == null ? 0 : 1);
              }
            }));
      }
      for (Future<?> account : accounts) {
        account.get();
      }
      assertThat(target.requests.get()).isGreaterThanOrEqualTo(10_000 - repeated.get());
      // A request into a connection that is being reset may never be read; none goes unsaid.
      assertThat(requests.get() - target.requests.get()).isBetween(0, repeated.get());
      assertThat(requests.get()).isEqualTo(10_000 + repeated.get());
    }
  }

  @Test
  void aPromptTargetIsSentEachRequestOnce() throws Exception {
    byte[] body = "{}".getBytes(US_ASCII);
    try (FaultyHttpServer target = FaultyHttpServer.start(FaultyHttpServer.always(200, "{}"));
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int caller = 0; caller < 20; caller++) {
        all.add(
            callers.submit(() -> {
              for (int i = 0; i < 1_000; i++) {
                Called called =
                    client.call(
                        new CallRequest(
                            "POST",
                            Origin.of(target.url("/")),
                            "/",
                            null,
                            List.of(),
                            body,
                            null,
                            TIMEOUT_MS));
                assertThat(called.outcome()).isInstanceOf(CallOutcome.Responded.class);
                assertThat(called.requests()).isEqualTo(1);
              }
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
      assertThat(target.requests()).hasSize(20_000);
    }
  }

  @Test
  void aTargetThatSaidSomethingUnaskedIsNotTrustedWithAKeptConnection() throws Exception {
    try (Target target = new Target(1, Way.TWO)) {
      for (int i = 0; i < 5; i++) {
        var _ = call(target.origin(), "request-" + i);
        assertThat(client.openConnections()).isZero();
      }
    }
  }

  @Test
  void hostsThatAreTemplatesLeaveNothingBehindWithoutEnd() {
    EgressGuard nowhere =
        new EgressGuard(
            EgressRules.PUBLIC_ONLY,
            host -> {
              throw new UnknownHostException(host);
            });
    try (TargetClient templated = client(nowhere)) {
      for (int i = 0; i < 10_500; i++) {
        Origin origin = Origin.of("http://h" + i + ".example.com/");
        var _ =
            templated.call(
                new CallRequest("GET", origin, "/", null, List.of(), null, null, TIMEOUT_MS));
      }
      assertThat(templated.knownTargets()).isZero();
      assertThat(templated.openConnections()).isZero();
    }
  }
}
