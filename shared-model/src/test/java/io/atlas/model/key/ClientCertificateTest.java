package io.atlas.model.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import io.atlas.model.seal.Secret;
import io.atlas.testing.TestAuthority;
import java.security.Principal;
import java.security.interfaces.ECPublicKey;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCertificateTest {

  private final TestAuthority authority = new TestAuthority("Clients");
  private final TestAuthority.Issued client = authority.server("client");

  private Secret key() {
    return new Secret(client.keyPem());
  }

  @Test
  void aPairIsTakenInEveryFormOfTheKey() throws Exception {
    String jwk =
        new ECKey.Builder(Curve.P_256, (ECPublicKey) client.certificate().getPublicKey())
            .privateKey(client.key())
            .build()
            .toJSONString();
    String chain = client.pem() + authority.own.pem();
    ClientCertificate certificate = ClientCertificate.of(chain, key());
    for (ClientCertificate same :
        new ClientCertificate[] {
          certificate,
          ClientCertificate.of(chain, new Secret(jwk)),
          ClientCertificate.ofPkcs8(chain, certificate.pkcs8())
        }) {
      assertThat(same.certificate()).isEqualTo(client.certificate());
      assertThat(same.pkcs8()).isEqualTo(certificate.pkcs8());
      assertThat(same).hasToString("ClientCertificate[2 certificates]");
    }
  }

  @Test
  void anotherKeyIsRefused() throws Exception {
    Secret other = new Secret(authority.server("other").keyPem());
    assertThatThrownBy(() -> ClientCertificate.of(client.pem(), other))
        .isInstanceOf(UnusableKeyException.class)
        .hasMessageContaining("do not go together");
    Secret pkcs8 = ClientCertificate.of(client.pem(), key()).pkcs8();
    assertThatThrownBy(() -> ClientCertificate.ofPkcs8(authority.own.pem(), pkcs8))
        .isInstanceOf(UnusableKeyException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%%%", "AAAA", "{}"})
  void whatIsNoKeyIsRefused(String text) {
    assertThatThrownBy(() -> ClientCertificate.ofPkcs8(client.pem(), new Secret(text)))
        .isInstanceOf(UnusableKeyException.class)
        .hasNoCause();
    assertThatThrownBy(() -> ClientCertificate.of(client.pem(), new Secret(text)))
        .isInstanceOf(UnusableKeyException.class);
  }

  @Test
  void itIsPresentedToServersThatDoNotNameItsIssuer() throws Exception {
    WatchedKeys keys = ClientCertificate.of(client.pem(), key()).keyManager();
    Principal[] others = {new X500Principal("CN=Somebody else")};
    String alias = keys.chooseClientAlias(new String[] {"EC"}, others, null);
    assertThat(keys.getCertificateChain(alias)).containsExactly(client.certificate());
    assertThat(keys.chooseClientAlias(new String[] {"DSA"}, others, null)).isNull();
    AtomicBoolean asked = new AtomicBoolean();
    WatchedKeys.watching(asked, () -> "not asked");
    assertThat(asked).isFalse();
    WatchedKeys.watching(
        asked, () -> WatchedKeys.none().chooseClientAlias(new String[] {"EC"}, null, null));
    assertThat(asked).isTrue();
  }
}
