package io.atlas.model.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.embedded.FreePort;
import io.atlas.model.egress.EgressGuard.BlockedAddressException;
import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.testing.FaultyHttpServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** I8: every outbound connection goes to an address that was checked after resolution. */
class I8CheckedAddressesTest {

  private static final EgressRules THIS_HOST = EgressRules.of(List.of("127.0.0.1/32"));

  private final FaultyHttpServer server =
      // Each request connects anew.
      FaultyHttpServer.start(
          (request, exchange) -> exchange.answer(200, Map.of("Connection", "close"), "{}"));
  private final FakeNames names = new FakeNames();

  @AfterEach
  void stop() {
    server.close();
  }

  private static CloseableHttpClient client(EgressGuard guard) {
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create().setDnsResolver(guard).build())
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .build();
  }

  private static int status(CloseableHttpClient client, String url) throws IOException {
    HttpClientResponseHandler<Integer> code = response -> response.getCode();
    return client.execute(new HttpGet(url), code);
  }

  private String url(String host) {
    return "http://" + host + ":" + server.port() + "/token";
  }

  @Test
  @DisplayName("I8, vector 89: the connection uses the address that was checked, asked for once")
  void connectsToTheCheckedAddress() throws Exception {
    // No other resolver knows this name, and the next answer would be a blocked address.
    names.inTurn("flip.example.com", List.of(List.of("127.0.0.1"), List.of("127.0.0.2")));
    try (CloseableHttpClient client = client(new EgressGuard(THIS_HOST, names))) {
      assertThat(status(client, url("flip.example.com"))).isEqualTo(200);
      assertThat(names.asked("flip.example.com")).isEqualTo(1);

      assertThatThrownBy(() -> status(client, url("flip.example.com")))
          .as("a new connection resolves and checks again")
          .isInstanceOf(BlockedAddressException.class);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  @DisplayName("I8, vector 89: a name that turns internal between check and connect is not reached")
  void rebinding() throws Exception {
    names.inTurn("rebind.example.com", List.of(List.of("93.184.215.14"), List.of("127.0.0.1")));
    EgressGuard guard = new EgressGuard(EgressRules.PUBLIC_ONLY, names);
    assertThat(guard.check("https://rebind.example.com/token")).isInstanceOf(Verdict.Allowed.class);
    try (CloseableHttpClient client = client(guard)) {
      assertThatThrownBy(() -> status(client, url("rebind.example.com")))
          .isInstanceOf(BlockedAddressException.class);
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  @DisplayName("I8: literals and other forms of loopback pass through the check as well")
  void literals() throws Exception {
    try (CloseableHttpClient client = client(new EgressGuard(EgressRules.PUBLIC_ONLY))) {
      for (String host : List.of("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost")) {
        assertThatThrownBy(() -> status(client, url(host)))
            .as(host)
            .isInstanceOf(BlockedAddressException.class);
      }
      for (String host : List.of("2130706433", "127.1", "0x7f000001", "0177.0.0.1")) {
        assertThatThrownBy(() -> status(client, url(host))).as(host).isInstanceOf(Exception.class);
      }
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  @DisplayName("I8, vector 93: open and closed ports of a blocked address look alike")
  void noPortScanner() throws Exception {
    int closed = FreePort.find();
    try (CloseableHttpClient client = client(new EgressGuard(EgressRules.PUBLIC_ONLY))) {
      for (int port : List.of(server.port(), closed)) {
        assertThatThrownBy(() -> status(client, "http://127.0.0.1:" + port + "/"))
            .isInstanceOf(BlockedAddressException.class)
            .hasMessage(EgressGuard.BLOCKED_TEXT);
      }
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  @DisplayName("I8: what the operator allows is reached by name and by literal")
  void allowed() throws Exception {
    try (CloseableHttpClient client = client(new EgressGuard(EgressRules.WITH_LOOPBACK))) {
      assertThat(status(client, url("localhost"))).isEqualTo(200);
      assertThat(status(client, url("127.0.0.1"))).isEqualTo(200);
    }
  }
}
