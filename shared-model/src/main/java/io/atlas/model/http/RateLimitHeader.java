package io.atlas.model.http;

import io.atlas.model.text.LowerCase;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code RateLimit} field of draft-ietf-httpapi-ratelimit-headers: one item a policy, {@code
 * "name";r=0;t=30}, its window in {@code RateLimit-Policy} as {@code w}; in earlier drafts {@code
 * limit=10, remaining=0, reset=30}.
 */
final class RateLimitHeader {

  private RateLimitHeader() {}

  /** The longest of the policies of which nothing is left; null where there is none. */
  static @Nullable Duration wait(String rateLimit, String policy) {
    Map<String, String> windows = new HashMap<>();
    for (Map<String, String> item : items(policy)) {
      windows.put(item.getOrDefault("", ""), item.getOrDefault("w", ""));
    }
    Map<String, String> whole = new HashMap<>();
    BigDecimal longest = null;
    for (Map<String, String> item : items(rateLimit)) {
      whole.putAll(item);
      String window = windows.getOrDefault(item.getOrDefault("", ""), "");
      BigDecimal wait = left(item.get("r")) ? null : seconds(item.getOrDefault("t", window));
      longest = wait != null && (longest == null || wait.compareTo(longest) > 0) ? wait : longest;
    }
    if (longest == null && !left(whole.get("remaining"))) {
      longest = seconds(whole.getOrDefault("reset", ""));
    }
    return longest == null ? null : Duration.ofMillis(longest.movePointRight(3).longValue());
  }

  private static boolean left(@Nullable String count) {
    BigDecimal number = count == null ? null : RetryAfter.number(count);
    return number == null || number.signum() > 0;
  }

  private static @Nullable BigDecimal seconds(String text) {
    BigDecimal number = RetryAfter.number(text);
    return number == null || number.signum() < 0
        ? null
        : number.min(BigDecimal.valueOf(RetryAfter.LONGEST.toSeconds()));
  }

  /** Parameters of each item by name, the item itself by the empty name. */
  private static List<Map<String, String>> items(String field) {
    List<Map<String, String>> items = new ArrayList<>();
    Map<String, String> item = new HashMap<>();
    StringBuilder part = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i <= field.length(); i++) {
      char c = i < field.length() ? field.charAt(i) : ',';
      if (c == '"') {
        quoted = !quoted;
      } else if ((c == ',' || c == ';') && (!quoted || i == field.length())) {
        put(item, part.toString().strip());
        part.setLength(0);
        if (c == ',') {
          items.add(item);
          item = new HashMap<>();
        }
      } else {
        part.append(c);
      }
    }
    return items;
  }

  private static void put(Map<String, String> item, String part) {
    int equals = part.indexOf('=');
    if (equals > 0) {
      item.putIfAbsent(
          LowerCase.ascii(part.substring(0, equals).strip()), part.substring(equals + 1).strip());
    } else {
      item.putIfAbsent("", part);
    }
  }
}
