package io.atlas.worker.call;

import org.apache.hc.core5.http.ProtocolException;

/** A head that came whole and contradicts itself; its status tells what became of the request. */
final class RefusedHeadException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  private final int status;

  RefusedHeadException(int status) {
    super("the answer announces several lengths");
    this.status = status;
  }

  int status() {
    return status;
  }
}
