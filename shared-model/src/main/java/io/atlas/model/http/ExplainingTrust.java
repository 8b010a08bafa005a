package io.atlas.model.http;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts exactly whom the JDK's own trust manager trusts, and says more where it does not. */
public final class ExplainingTrust extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager jdk;

  private ExplainingTrust(X509ExtendedTrustManager jdk) {
    this.jdk = jdk;
  }

  /**
   * @param authorities the only ones trusted, or null for the JDK's
   */
  public static TrustManager[] in(@Nullable KeyStore authorities) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(manager -> new ExplainingTrust((X509ExtendedTrustManager) manager))
        .toArray(TrustManager[]::new);
  }

  /** Loaded once: of the JDK's authorities there are 150. */
  private static final class Usual {
    static final X509ExtendedTrustManager TRUST = explaining(null);
  }

  /**
   * @param others trusted besides the JDK's authorities, or null
   */
  public static TrustManager[] besidesUsual(@Nullable KeyStore others) {
    return new TrustManager[] {
      others == null ? Usual.TRUST : new EitherTrust(Usual.TRUST, explaining(others))
    };
  }

  private static X509ExtendedTrustManager explaining(@Nullable KeyStore authorities) {
    try {
      return (X509ExtendedTrustManager) in(authorities)[0];
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /** A certificate that nobody but its owner vouches for. */
  static final class SelfSignedException extends CertificateException {
    private static final long serialVersionUID = 1L;

    SelfSignedException(CertificateException cause) {
      super("self-signed certificate", cause);
    }
  }

  /** A certificate without its issuer's, and that issuer is not one of the trusted. */
  static final class UnknownIssuerException extends CertificateException {
    private static final long serialVersionUID = 1L;

    UnknownIssuerException(CertificateException cause) {
      super("certificate alone, by an unknown issuer", cause);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    try {
      jdk.checkServerTrusted(chain, authType, socket);
    } catch (CertificateException refused) {
      throw explained(chain, refused);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    try {
      jdk.checkServerTrusted(chain, authType, engine);
    } catch (CertificateException refused) {
      throw explained(chain, refused);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    try {
      jdk.checkServerTrusted(chain, authType);
    } catch (CertificateException refused) {
      throw explained(chain, refused);
    }
  }

  private static CertificateException explained(
      X509Certificate[] chain, CertificateException refused) {
    if (chain.length != 1) {
      return refused;
    }
    boolean selfSigned =
        chain[0].getSubjectX500Principal().equals(chain[0].getIssuerX500Principal());
    if (selfSigned) {
      return new SelfSignedException(refused);
    }
    for (Throwable at = refused; at != null; at = at.getCause()) {
      if (at instanceof CertPathBuilderException) {
        return new UnknownIssuerException(refused);
      }
    }
    return refused;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    jdk.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return jdk.getAcceptedIssuers();
  }
}
