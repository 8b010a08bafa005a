package io.atlas.drill;

import io.atlas.bench.load.Latencies;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What a good account asks the API for, five times a second: its actions, a preview, a credential
 * test. From construction until it is closed.
 */
final class GoodRequests implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ControlPlane plane;
  private final List<HttpRequest> requests;
  private final Latencies latencies = new Latencies();
  private final Thread asking;
  private volatile boolean over;
  private volatile String lastRefusal = "";

  GoodRequests(ControlPlane plane, String tokenEndpoint) {
    this.plane = plane;
    String token = plane.token("good-1");
    this.requests =
        List.of(
            request("/actions", token).GET().build(),
            request("/actions/preview", token)
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"action":{"method":"POST","url":"http://127.0.0.1:8443/{{input.id}}",
                         "headers":[{"name":"Content-Type","value":"application/json"}],
                         "body":"{\\"id\\":\\"{{input.id}}\\"}"},"input":{"id":"7"}}
                        """))
                .build(),
            request("/connections/test", token)
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"name":"good","clientId":"c","clientSecret":"good-secret",
                         "tokenEndpoint":"%s"}
                        """
                            .formatted(tokenEndpoint)))
                .build());
    this.asking = Thread.ofPlatform().name("good-requests").start(this::run);
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create(plane.url(path)))
        .timeout(LONGEST)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json");
  }

  private void run() {
    for (int i = 0; !over; i++) {
      long start = System.nanoTime();
      if (served(requests.get(i % requests.size()))) {
        latencies.add((System.nanoTime() - start) / 1_000_000);
      } else {
        latencies.addUnfinished();
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private boolean served(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        return true;
      }
      lastRefusal = response.statusCode() + " " + response.body();
      return false;
    } catch (IOException lost) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** In milliseconds, of what was asked until it was closed; what was refused never finished. */
  Latencies latencies() {
    return latencies;
  }

  /** What the last one was told that was not served; empty where all were. */
  String lastRefusal() {
    return lastRefusal;
  }

  @Override
  public void close() {
    over = true;
    try {
      asking.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
