package io.atlas.quickstart.demo;

import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** A protected API: takes orders from who holds a token with {@code orders.write}. */
@RestController
class DemoApi {

  private final AtomicLong accepted = new AtomicLong();
  private final Map<String, LongAdder> byItem = new ConcurrentHashMap<>();

  @PostMapping("/orders")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, Object> order(@RequestBody(required = false) byte @Nullable [] order) {
    byItem.computeIfAbsent(item(order), item -> new LongAdder()).increment();
    return Map.of("order", accepted.incrementAndGet());
  }

  /**
   * How many orders were accepted since the start, repeats included; needs no sign-in.
   *
   * @param itemPrefix counts only orders of items that start so
   */
  @GetMapping("/orders/count")
  Map<String, Long> count(@RequestParam(required = false) @Nullable String itemPrefix) {
    if (itemPrefix == null) {
      return Map.of("count", accepted.get());
    }
    return Map.of(
        "count",
        byItem.entrySet().stream()
            .filter(item -> item.getKey().startsWith(itemPrefix))
            .mapToLong(item -> item.getValue().sum())
            .sum());
  }

  /** Whatever is sent is an order; only what names an item in JSON is counted by it. */
  private static String item(byte @Nullable [] order) {
    try {
      return EventJson.read(order, JsonNode.class).path("item").asString("");
    } catch (UnreadableEventException notJson) {
      return "";
    }
  }
}
