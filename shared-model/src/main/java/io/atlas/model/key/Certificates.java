package io.atlas.model.key;

import com.nimbusds.jose.util.Base64URL;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** X.509 certificates in PEM. */
public final class Certificates {

  private Certificates() {}

  /**
   * @param what names the field in the message
   */
  public static List<X509Certificate> read(String pem, String what) throws UnusableKeyException {
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (certificates.isEmpty()) {
        throw new UnusableKeyException(
            "The " + what + " holds no certificate: paste its PEM again.");
      }
      return certificates;
    } catch (CertificateException damaged) {
      throw new UnusableKeyException("The " + what + " cannot be read: paste its PEM again.");
    }
  }

  /**
   * The day, in UTC, on which the first of a chain ends: one that is over breaks it.
   *
   * @return empty for what is no chain
   */
  public static Optional<LocalDate> firstEnd(String pem) {
    try {
      return read(pem, "certificate").stream()
          .map(certificate -> certificate.getNotAfter().toInstant())
          .min(Instant::compareTo)
          .map(end -> LocalDate.ofInstant(end, ZoneOffset.UTC));
    } catch (UnusableKeyException none) {
      return Optional.empty();
    }
  }

  public static Base64URL thumbprint(X509Certificate certificate, String hash)
      throws CertificateEncodingException {
    try {
      return Base64URL.encode(MessageDigest.getInstance(hash).digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
