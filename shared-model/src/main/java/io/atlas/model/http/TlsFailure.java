package io.atlas.model.http;

import io.atlas.model.text.LowerCase;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Which of the many TLS failures it was; each client has words of its own for them. */
public enum TlsFailure {
  EXPIRED,
  NOT_YET_VALID,
  /** Told apart with {@link ExplainingTrust} only. */
  SELF_SIGNED,
  /** A certificate without its issuer's; told apart with {@link ExplainingTrust} only. */
  INCOMPLETE_CHAIN,
  UNTRUSTED,
  OTHER_HOST,
  /** The server wants a certificate of the client, or another one. */
  CLIENT_CERTIFICATE,
  /** Something answered, in plain text. */
  NOT_TLS,
  /** Only versions that are no longer safe. */
  OLD_VERSION,
  /** The server broke off without a reason: no cipher in common, or no client certificate. */
  BROKEN_OFF,
  OTHER;

  /**
   * @param certificateAsked whether the server asked for a client certificate in the handshake and
   *     has not responded since; then an unexplained failure is about the certificate
   */
  public static TlsFailure of(SSLException error, boolean certificateAsked) {
    if (isCausedBy(error, CertificateExpiredException.class)) {
      return EXPIRED;
    }
    if (isCausedBy(error, CertificateNotYetValidException.class)) {
      return NOT_YET_VALID;
    }
    if (isCausedBy(error, ExplainingTrust.SelfSignedException.class)) {
      return SELF_SIGNED;
    }
    if (isCausedBy(error, ExplainingTrust.UnknownIssuerException.class)) {
      return INCOMPLETE_CHAIN;
    }
    String words = words(error);
    if (error instanceof SSLPeerUnverifiedException
        || has(words, "no subject alternative", "no name matching")) {
      return OTHER_HOST;
    }
    if (has(words, "unable to find valid certification path", "path does not chain")
        || isCausedBy(error, CertPathValidatorException.class)) {
      return UNTRUSTED;
    }
    if (has(
        words,
        "certificate_required",
        "bad_certificate",
        "certificate_unknown",
        "certificate_revoked",
        "certificate_expired",
        "unsupported_certificate",
        "unknown_ca",
        "access_denied")) {
      return CLIENT_CERTIFICATE;
    }
    if (has(words, "unsupported or unrecognized ssl message", "plaintext connection")) {
      return NOT_TLS;
    }
    if (has(
        words,
        "protocol_version",
        "no appropriate protocol",
        "not accepted by client preferences",
        "client requested protocol")) {
      return OLD_VERSION;
    }
    if (certificateAsked) {
      return CLIENT_CERTIFICATE;
    }
    return has(words, "handshake_failure", "insufficient_security", "terminated the handshake")
        ? BROKEN_OFF
        : OTHER;
  }

  private static boolean has(String words, String... any) {
    for (String one : any) {
      if (words.contains(one)) {
        return true;
      }
    }
    return false;
  }

  private static String words(Throwable failure) {
    StringBuilder words = new StringBuilder();
    for (Throwable at = failure; at != null; at = at.getCause()) {
      words.append(at.getMessage()).append('\n');
    }
    return LowerCase.ascii(words.toString());
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
