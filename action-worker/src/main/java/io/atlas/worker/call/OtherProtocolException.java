package io.atlas.worker.call;

import java.io.IOException;

/** What came back is no HTTP/1.1, and is known for something else. */
final class OtherProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param protocol in words that go on after "the target speaks"
   */
  OtherProtocolException(String protocol) {
    super("the target speaks " + protocol);
  }
}
