package io.atlas.worker.call;

import java.io.IOException;

/** Something was on a kept connection before the request was: the connection is spoilt (I11). */
final class UnaskedResponseException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean sent;
  private final boolean bytes;

  /**
   * @param sent whether a part of the request is on its way
   * @param bytes whether the target said something, and did not only close its side
   */
  UnaskedResponseException(boolean sent, boolean bytes) {
    super("something unread was on the connection");
    this.sent = sent;
    this.bytes = bytes;
  }

  boolean bytes() {
    return bytes;
  }

  boolean sent() {
    return sent;
  }
}
