package io.atlas.worker.execution;

import io.atlas.model.event.EventHeaders;
import io.atlas.model.template.Rendered.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** W3C trace context, level 1: passed on as it came where it is valid, and else not at all. */
final class TraceContext {

  /** {@code 00-<32 hex>-<16 hex>-<2 hex>}. */
  private static final int LENGTH = 55;

  private static final String VERSION = "00";

  /** The least that must be passed on (section 3.3.1.5). */
  private static final int LONGEST_STATE = 512;

  private TraceContext() {}

  /** Adds what is valid, unless the action says something of its own. */
  static void addTo(List<Field> headers, String traceParent, @Nullable String traceState) {
    String parent = parent(traceParent);
    if (parent == null || isNamedIn(headers)) {
      return;
    }
    headers.add(new Field(EventHeaders.TRACE_PARENT, parent));
    if (traceState != null && isPrintable(traceState)) {
      headers.add(new Field(EventHeaders.TRACE_STATE, traceState));
    }
  }

  private static boolean isNamedIn(List<Field> headers) {
    return headers.stream().anyMatch(field -> field.name().equalsIgnoreCase("traceparent"));
  }

  /** In the version that is known here, of which later ones are an extension; null for none. */
  static @Nullable String parent(String traceParent) {
    if (traceParent.length() < LENGTH || !isWellFormed(traceParent)) {
      return null;
    }
    String version = traceParent.substring(0, 2);
    boolean hasMore = traceParent.length() > LENGTH;
    boolean known = version.equals(VERSION);
    if (version.equals("ff")
        || (hasMore && (known || traceParent.charAt(LENGTH) != '-'))
        || isZero(traceParent, 3, 35)
        || isZero(traceParent, 36, 52)) {
      return null;
    }
    if (known) {
      return traceParent;
    }
    // Of a later version's flags only the one for "sampled" means here what it does there.
    boolean sampled = (Character.digit(traceParent.charAt(54), 16) & 1) == 1;
    return VERSION + traceParent.substring(2, 53) + (sampled ? "01" : "00");
  }

  private static boolean isWellFormed(String traceParent) {
    for (int i = 0; i < LENGTH; i++) {
      char c = traceParent.charAt(i);
      boolean dash = i == 2 || i == 35 || i == 52;
      boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (dash ? c != '-' : !hex) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }

  private static boolean isPrintable(String state) {
    return !state.isBlank()
        && state.length() <= LONGEST_STATE
        && state.chars().allMatch(c -> c >= ' ' && c < 0x7F);
  }
}
