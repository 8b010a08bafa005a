package io.atlas.tokens.grant;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Which of the many TLS failures it was. */
final class TlsErrors {

  private TlsErrors() {}

  /**
   * @param certificateAsked whether the server asked for a client certificate in the handshake and
   *     has not answered since
   */
  static CredentialFailure diagnose(SSLException error, boolean certificateAsked) {
    if (cause(error, CertificateExpiredException.class) != null) {
      return tls(
          "The token endpoint's certificate has expired.",
          "The provider must renew its certificate.");
    }
    if (cause(error, CertificateNotYetValidException.class) != null) {
      return tls(
          "The token endpoint's certificate is not valid yet.",
          "The provider must present a certificate that is valid now.");
    }
    if (cause(error, ExplainingTrust.SelfSignedException.class) != null) {
      return tls(
          "The token endpoint's certificate is signed by itself alone.",
          "Paste that certificate under CA certificates if the provider is your own; a public"
              + " provider has one from an authority.");
    }
    if (cause(error, ExplainingTrust.UnknownIssuerException.class) != null) {
      return tls(
          "The token endpoint sends its certificate alone: an intermediate certificate is missing,"
              + " or its issuer is not known here.",
          "Have the provider send its intermediate certificates; if it is your own, paste its"
              + " authority under CA certificates.");
    }
    String words = words(error);
    if (error instanceof SSLPeerUnverifiedException
        || words.contains("no subject alternative")
        || words.contains("no name matching")) {
      return tls(
          "The token endpoint's certificate is for another host name.",
          "Check the host in the Token Endpoint; the provider's certificate must name it.");
    }
    if (words.contains("unable to find valid certification path")
        || words.contains("path does not chain")
        || cause(error, CertPathValidatorException.class) != null) {
      return untrusted();
    }
    if (words.contains("certificate_required")
        || words.contains("bad_certificate")
        || words.contains("certificate_unknown")
        || words.contains("unknown_ca")
        || words.contains("access_denied")) {
      return clientCertificate();
    }
    if (words.contains("protocol_version")
        || words.contains("no appropriate protocol")
        || words.contains("not accepted by client preferences")
        || words.contains("client requested protocol")) {
      return tls(
          "The token endpoint offers no TLS version that is still safe.",
          "The provider must offer TLS 1.2 or 1.3.");
    }
    if (certificateAsked) {
      return clientCertificate();
    }
    if (words.contains("handshake_failure")) {
      return tls(
          "The token endpoint broke off the TLS handshake.",
          "If the provider expects a client certificate, choose tls_client_auth; else it offers no"
              + " cipher or version in common.");
    }
    return tls("The TLS handshake with the token endpoint failed.", CredentialCategory.TLS.hint());
  }

  static CredentialFailure clientCertificate() {
    return tls(
        "The token endpoint wants a client certificate that it accepts.",
        "Choose tls_client_auth and enter the certificate the provider knows, with its private"
            + " key and intermediates.");
  }

  private static CredentialFailure untrusted() {
    return tls(
        "The token endpoint's certificate comes from no trusted authority.",
        "Paste its authority under CA certificates if the provider is your own; a public provider"
            + " has a certificate of a public authority.");
  }

  private static CredentialFailure tls(String words, String hint) {
    return new CredentialFailure(CredentialCategory.TLS, null, words, hint);
  }

  private static String words(Throwable error) {
    StringBuilder words = new StringBuilder();
    for (Throwable at = error; at != null; at = at.getCause()) {
      words.append(at.getMessage()).append('\n');
    }
    return words.toString().toLowerCase(Locale.ROOT);
  }

  private static <T> @Nullable T cause(Throwable error, Class<T> type) {
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
    }
    return null;
  }
}
