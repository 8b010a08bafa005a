package io.atlas.tokens.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.http.TlsFailure;
import java.net.SocketException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NetworkErrorsTest {

  @Test
  @DisplayName("vector 61: a reset before the alert, too, where a certificate was asked for")
  void aResetInsteadOfAnAlert() {
    var certificate = TlsErrors.of(TlsFailure.CLIENT_CERTIFICATE);
    SocketException reset = new SocketException("Connection reset");
    assertThat(NetworkErrors.diagnose(reset, true)).isEqualTo(certificate);
    assertThat(NetworkErrors.diagnose(new SSLException("closed"), true)).isEqualTo(certificate);
    assertThat(NetworkErrors.diagnose(reset, false).code()).isEqualTo(CredentialCategory.TRANSIENT);
  }
}
