package io.atlas.worker.execution;

/** W3C trace context, level 1. */
final class TraceContext {

  private static final int LENGTH = 55;

  private TraceContext() {}

  /** {@code 00-<32 hex>-<16 hex>-<2 hex>}; anything else is not passed on. */
  static boolean isValid(String traceParent) {
    if (traceParent.length() != LENGTH) {
      return false;
    }
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
}
