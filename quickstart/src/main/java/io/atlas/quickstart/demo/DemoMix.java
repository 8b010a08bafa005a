package io.atlas.quickstart.demo;

/**
 * What an event of {@code --traffic} asks for, by its number: of each hundred the same, spread
 * evenly, so that two runs look alike.
 */
enum DemoMix {
  /** Succeeds at once. */
  ORDER,
  /** Succeeds after one to three seconds. */
  STOCK,
  /** Gets 503 every other time, and is retried. */
  INVOICE,
  /** Gets 422, and ends as a dead letter. */
  CUSTOMER,
  /** Its connection's secret is refused half a minute after the start. */
  WAREHOUSE;

  private static final int HUNDRED = 100;

  /** Has no divisor in common with a hundred: each of these once before one comes again. */
  private static final int STEP = 37;

  static DemoMix of(long number) {
    int place = (int) (number * STEP % HUNDRED);
    if (place < 86) {
      return ORDER;
    }
    if (place < 92) {
      return STOCK;
    }
    if (place < 96) {
      return INVOICE;
    }
    return place < 97 ? CUSTOMER : WAREHOUSE;
  }
}
