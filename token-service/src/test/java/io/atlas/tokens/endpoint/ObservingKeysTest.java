package io.atlas.tokens.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.key.ClientCertificate;
import io.atlas.model.seal.Secret;
import io.atlas.testing.TestAuthority;
import java.security.Principal;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class ObservingKeysTest {

  @Test
  void aCertificateIsPresentedToServersThatDoNotNameItsIssuer() throws Exception {
    TestAuthority.Issued client = TestAuthority.selfSigned("client");
    var certificate = ClientCertificate.of(client.pem(), new Secret(client.keyPem()));
    ObservingKeys keys = new ObservingKeys(certificate.keyManager());
    String[] types = {client.key().getAlgorithm()};
    Principal[] others = {new X500Principal("CN=Somebody else")};
    String alias = keys.chooseClientAlias(types, others, null);
    assertThat(keys.getCertificateChain(alias)).containsExactly(client.certificate());
    assertThat(keys.chooseClientAlias(new String[] {"DSA"}, others, null)).isNull();
  }
}
