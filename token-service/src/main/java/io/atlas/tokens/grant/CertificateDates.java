package io.atlas.tokens.grant;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.key.Certificates;
import io.atlas.model.key.UnusableKeyException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names a client certificate whose time is over, or yet to come; it is shown all the same. */
final class CertificateDates {

  private CertificateDates() {}

  /** A server that refuses such a certificate seldom says why. */
  static CredentialFailure added(
      CredentialFailure failure, @Nullable String certificate, Instant now) {
    String problem = problem(certificate, now);
    boolean mayBeWhy =
        failure.code() == CredentialCategory.TLS
            || failure.code() == CredentialCategory.CREDENTIALS
            || failure.code() == CredentialCategory.NOT_ALLOWED;
    return problem == null || !mayBeWhy
        ? failure
        : new CredentialFailure(
            failure.code(),
            failure.providerError(),
            failure.providerErrorDescription(),
            problem + " " + failure.hint());
  }

  private static @Nullable String problem(@Nullable String pem, Instant now) {
    if (pem == null) {
      return null;
    }
    try {
      List<X509Certificate> chain = Certificates.read(pem, "certificate");
      for (X509Certificate one : chain) {
        Instant end = one.getNotAfter().toInstant();
        Instant begin = one.getNotBefore().toInstant();
        if (end.isBefore(now)) {
          return "The client certificate expired at "
              + end
              + ": have a new one issued, register it at the provider and enter it here.";
        }
        if (begin.isAfter(now)) {
          return "The client certificate is not valid before " + begin + ".";
        }
      }
      return null;
    } catch (UnusableKeyException unreadable) {
      return null; // told where it is used
    }
  }
}
