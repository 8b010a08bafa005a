package io.atlas.drill;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.atlas.bench.process.Waiting;
import io.atlas.embedded.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A token endpoint that goes away in every way that providers do, and counts who asks. */
final class FickleProvider implements AutoCloseable {

  /** How it behaves. */
  enum Mood {
    UP(true, 200, token()),
    CLOSED(false, 0, ""),
    PAGE_404(false, 404, "<html><body>No such page</body></html>"),
    DISABLED(
        false, 403, "{\"error\":\"access_denied\",\"error_description\":\"Realm not enabled\"}"),
    EMPTY_403(false, 403, ""),
    HANGS(false, 0, ""),
    BAD_GATEWAY(false, 502, "<html><body>Bad gateway</body></html>"),
    SLOW(true, 200, token());

    final boolean issues;
    private final int status;
    private final String body;

    Mood(boolean issues, int status, String body) {
      this.issues = issues;
      this.status = status;
      this.body = body;
    }

    private static String token() {
      return "{\"access_token\":\"drill-token\",\"token_type\":\"Bearer\",\"expires_in\":60}";
    }
  }

  private static final Duration SLOWLY = Duration.ofSeconds(2);
  private static final Duration NEVER = Duration.ofSeconds(20);

  private final int port = FreePort.find();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Mood mood = Mood.UP;
  private @Nullable HttpServer server;

  FickleProvider() {
    open();
  }

  String url(String connectionId) {
    return "http://127.0.0.1:" + port + "/" + connectionId + "/token";
  }

  /** Requests so far; what meets a closed port is none. */
  int asked() {
    return asked.get();
  }

  void become(Mood next) {
    mood = next;
    if (next == Mood.CLOSED) {
      shut();
    } else if (server == null) {
      open();
    }
  }

  private void open() {
    try {
      HttpServer opened =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4_096);
      opened.setExecutor(threads);
      opened.createContext("/", this::answer);
      opened.start();
      server = opened;
    } catch (IOException failed) {
      throw new UncheckedIOException("the provider does not come back", failed);
    }
  }

  private void shut() {
    HttpServer open = server;
    if (open != null) {
      open.stop(0);
      server = null;
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    Mood now = mood;
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      switch (now) {
        case HANGS -> Waiting.pass(NEVER);
        case SLOW -> {
          Waiting.pass(SLOWLY);
          send(exchange, now);
        }
        case UP, CLOSED, PAGE_404, DISABLED, EMPTY_403, BAD_GATEWAY -> send(exchange, now);
      }
    }
  }

  private static void send(HttpExchange exchange, Mood mood) throws IOException {
    byte[] body = mood.body.getBytes(StandardCharsets.UTF_8);
    String type = mood.body.startsWith("{") ? "application/json" : "text/html";
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(mood.status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    shut();
    threads.shutdownNow();
  }
}
