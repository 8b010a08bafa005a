package io.atlas.tokens.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.seal.Secret;
import io.atlas.tokens.grant.TestAuthority;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class ObservingKeysTest {

  @Test
  void aCertificateIsPresentedToServersThatDoNotNameItsIssuer() throws Exception {
    TestAuthority.Issued client = TestAuthority.selfSigned("client");
    Certificate certificate =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(client.pem().getBytes(StandardCharsets.US_ASCII)));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    var key = PrivateKeys.forTls(new Secret(client.keyPem()));
    store.setKeyEntry("client", key, new char[0], new Certificate[] {certificate});
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    X509ExtendedKeyManager jdk = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
    String[] types = {key.getAlgorithm()};
    Principal[] others = {new X500Principal("CN=Somebody else")};
    assertThat(jdk.chooseClientAlias(types, others, null)).isNull();
    assertThat(new ObservingKeys(jdk).chooseClientAlias(types, others, null)).isNotNull();
    assertThat(new ObservingKeys(jdk).chooseClientAlias(new String[] {"DSA"}, others, null))
        .isNull();
  }
}
