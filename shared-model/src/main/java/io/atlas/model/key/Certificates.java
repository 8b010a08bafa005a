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
import java.util.List;

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

  public static Base64URL thumbprint(X509Certificate certificate, String hash)
      throws CertificateEncodingException {
    try {
      return Base64URL.encode(MessageDigest.getInstance(hash).digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
