package io.atlas.worker.call;

import io.atlas.model.http.TlsFailure;
import javax.net.ssl.SSLException;

/** Words for each TLS failure at a target. */
final class TlsFailures {

  private TlsFailures() {}

  static String detailOf(SSLException failure, CertificateUse certificate) {
    boolean presented = certificate == CertificateUse.PRESENTED;
    if (String.valueOf(failure.getMessage()).contains("no_application_protocol")) {
      return "it speaks no HTTP/1.1 but HTTP/2 alone; let it offer HTTP/1.1";
    }
    return switch (TlsFailure.of(failure, certificate != CertificateUse.NOT_ASKED)) {
      case EXPIRED -> "its certificate has expired";
      case NOT_YET_VALID -> "its certificate is not valid yet";
      case SELF_SIGNED -> "its certificate is signed by itself, by no trusted authority";
      case INCOMPLETE_CHAIN ->
          "its certificate comes from no trusted authority, or is sent without its intermediates";
      case UNTRUSTED -> "its certificate comes from no trusted authority";
      case OTHER_HOST -> "its certificate is for another host name";
      case CLIENT_CERTIFICATE ->
          presented
              ? "it does not accept the connection's client certificate"
              : "it wants a client certificate: one that is set in a connection whose token binding"
                  + " is mtls";
      case NOT_TLS -> "it does not speak TLS on this port";
      case OLD_VERSION -> "it offers no TLS version that is still safe";
      case BROKEN_OFF ->
          presented
              ? "it broke off the handshake: no cipher in common, or it does not accept the"
                  + " connection's client certificate"
              : "it broke off the handshake: no cipher in common, or it wants a client certificate";
      case OTHER -> "the handshake failed";
    };
  }
}
