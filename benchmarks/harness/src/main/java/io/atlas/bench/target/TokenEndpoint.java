package io.atlas.bench.target;

import io.atlas.bench.process.Waiting;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Grants one bearer token of 800 characters to everybody, and counts how often it was asked. */
public final class TokenEndpoint implements AutoCloseable {

  private final AtomicInteger requests = new AtomicInteger();
  private final HttpStub server;

  private TokenEndpoint(Duration delay) {
    String token = "bench" + "0123456789".repeat(80).substring(5);
    var answer =
        new HttpStub.Answer(
            200,
            "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":86400}"
                .formatted(token));
    server =
        HttpStub.start(request -> {
          requests.incrementAndGet();
          Waiting.pass(delay);
          return answer;
        });
  }

  /**
   * @param delay how long a token takes
   */
  public static TokenEndpoint start(Duration delay) {
    return new TokenEndpoint(delay);
  }

  public String url() {
    return server.url("/oauth2/token");
  }

  /** Token requests so far. */
  public int requests() {
    return requests.get();
  }

  @Override
  public void close() {
    server.close();
  }
}
