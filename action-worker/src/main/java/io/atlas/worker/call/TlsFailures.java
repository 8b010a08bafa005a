package io.atlas.worker.call;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Which of the many TLS failures it was, in our own words. */
final class TlsFailures {

  private TlsFailures() {}

  static String detailOf(SSLException failure) {
    if (isCausedBy(failure, CertificateExpiredException.class)) {
      return "its certificate has expired";
    }
    if (isCausedBy(failure, CertificateNotYetValidException.class)) {
      return "its certificate is not valid yet";
    }
    String words = words(failure);
    if (failure instanceof SSLPeerUnverifiedException
        || words.contains("no subject alternative")
        || words.contains("no name matching")) {
      return "its certificate is for another host name";
    }
    if (words.contains("unable to find valid certification path")
        || words.contains("path does not chain")
        || isCausedBy(failure, CertPathValidatorException.class)) {
      return "its certificate comes from no trusted authority, or is sent without its intermediates";
    }
    if (words.contains("certificate_required")
        || words.contains("bad_certificate")
        || words.contains("certificate_unknown")
        || words.contains("unknown_ca")
        || words.contains("access_denied")) {
      return "it wants a client certificate";
    }
    if (words.contains("no_application_protocol")) {
      return "it speaks no HTTP/1.1 but HTTP/2 alone; let it offer HTTP/1.1";
    }
    if (words.contains("unsupported or unrecognized ssl message")
        || words.contains("plaintext connection")) {
      return "it does not speak TLS on this port";
    }
    if (words.contains("protocol_version") || words.contains("no appropriate protocol")) {
      return "it offers no TLS version that is still safe";
    }
    return words.contains("handshake_failure")
        ? "it broke off the handshake: no cipher in common, or it wants a client certificate"
        : "the handshake failed";
  }

  private static String words(Throwable failure) {
    StringBuilder words = new StringBuilder();
    for (Throwable at = failure; at != null; at = at.getCause()) {
      words.append(at.getMessage()).append('\n');
    }
    return words.toString().toLowerCase(Locale.ROOT);
  }

  private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return true;
      }
    }
    return false;
  }
}
