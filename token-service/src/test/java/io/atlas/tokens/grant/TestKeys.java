package io.atlas.tokens.grant;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;

/** Keys made once a run. */
public final class TestKeys {

  public static final RSAKey RSA = rsa();
  public static final ECKey EC = ec();

  private TestKeys() {}

  private static RSAKey rsa() {
    try {
      return new RSAKeyGenerator(2048).keyID("rsa-1").generate();
    } catch (JOSEException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static ECKey ec() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID("ec-1").generate();
    } catch (JOSEException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
