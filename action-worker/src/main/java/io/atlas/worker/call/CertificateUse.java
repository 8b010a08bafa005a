package io.atlas.worker.call;

/** What a handshake came to as far as a client certificate goes. */
enum CertificateUse {
  NOT_ASKED,
  /** The target asked for one, and there was none. */
  WANTED,
  PRESENTED
}
