package io.atlas.quickstart.demo;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * APIs that are not at their best, for {@code --traffic}; who asks needs a token, as for orders.
 */
@RestController
class DemoTargets {

  private static final long LONGEST_MS = 5_000;

  private final AtomicLong invoices = new AtomicLong();

  /** Takes its time, and no thread. */
  @PostMapping("/stock")
  CompletableFuture<Map<String, Boolean>> stock(@RequestParam(defaultValue = "1000") long ms) {
    return CompletableFuture.supplyAsync(
        () -> Map.of("reserved", true),
        CompletableFuture.delayedExecutor(Math.clamp(ms, 0, LONGEST_MS), TimeUnit.MILLISECONDS));
  }

  @PostMapping("/invoices")
  ResponseEntity<Map<String, String>> invoice() {
    return invoices.getAndIncrement() % 2 == 0
        ? ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
            .body(Map.of("error", "try again later"))
        : ResponseEntity.status(HttpStatus.CREATED).body(Map.of("state", "sent"));
  }

  @PostMapping("/customers")
  ResponseEntity<Map<String, String>> customer() {
    return ResponseEntity.unprocessableContent().body(Map.of("error", "e-mail is missing"));
  }
}
