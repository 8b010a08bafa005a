package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.granted;
import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.model.egress.AddressBlock;
import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressRules;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.TestAuthority;
import io.atlas.tokens.endpoint.EndpointLimits;
import io.atlas.tokens.token.ProviderResponse;
import io.atlas.tokens.token.Purpose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** I8 holds through the operator's proxy, too. */
class I8ProxyTest {

  private static final String NAME = "idp.example.com";

  private final TestAuthority authority = new TestAuthority("Test Root");

  /** Allowed by the operator, and nowhere near this machine: only the proxy knows the way. */
  private static EgressGuard guard(String... addresses) {
    AtomicInteger lookups = new AtomicInteger();
    return new EgressGuard(
        new EgressRules(
            List.of(
                new AddressBlock(InetAddress.ofLiteral("198.51.100.7"), 32),
                new AddressBlock(InetAddress.ofLiteral("2001:db8::7"), 128))),
        host ->
            new InetAddress[] {
              InetAddress.ofLiteral(
                  addresses[Math.min(lookups.getAndIncrement(), addresses.length - 1)])
            });
  }

  private static EndpointLimits through(URI proxy) {
    return new EndpointLimits(
        Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(15), proxy);
  }

  private FaultyHttpServer tlsServer(String certificateName) {
    return FaultyHttpServer.start(
        TestAuthority.sockets(authority.server(certificateName), null),
        "https",
        FaultyHttpServer.always(200, GrantFixture.GOOD));
  }

  private ProviderResponse ask(
      FaultyHttpServer server, SmallProxy proxy, EgressGuard guard, String scheme) {
    try (GrantFixture fixture = new GrantFixture(server, through(proxy.uri()), guard)) {
      return fixture.askAt(
          scheme + "://" + NAME + ":" + server.port() + "/token",
          TestSettings.basic().authorities(authority.own.pem()),
          "secret",
          Purpose.USE);
    }
  }

  @ParameterizedTest
  @CsvSource({"198.51.100.7, 198.51.100.7", "2001:db8::7, [2001:db8:0:0:0:0:0:7]"})
  @DisplayName("I8: the proxy is told the checked address; TLS and Host have the name")
  void namesTheCheckedAddress(String address, String shown) throws IOException {
    FaultyHttpServer server = tlsServer(NAME);
    try (SmallProxy proxy = SmallProxy.to(server.port())) {
      granted(ask(server, proxy, guard(address), "https"));
      String target = shown + ":" + server.port();
      assertThat(proxy.heads())
          .containsExactly("CONNECT " + target + " HTTP/1.1 | Host: " + target);
      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().getLast().headers())
          .containsEntry("host", NAME + ":" + server.port());
    }
  }

  @Test
  @DisplayName("I8: plain http goes through a tunnel to the checked address, too")
  void tunnelsPlainHttp() throws IOException {
    FaultyHttpServer server =
        FaultyHttpServer.start(FaultyHttpServer.always(200, GrantFixture.GOOD));
    try (SmallProxy proxy = SmallProxy.to(server.port())) {
      granted(ask(server, proxy, guard("198.51.100.7"), "http"));
      assertThat(proxy.heads())
          .singleElement()
          .asString()
          .startsWith("CONNECT 198.51.100.7:" + server.port() + " ");
      assertThat(server.requests().getLast().headers())
          .containsEntry("host", NAME + ":" + server.port());
    }
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 10.0.0.1", "198.51.100.7, 127.0.0.1"})
  @DisplayName("I8: the proxy hears nothing of a blocked address, nor of one that changes to it")
  void blocksBeforeTheProxy(String first, String then) throws IOException {
    FaultyHttpServer server = tlsServer(NAME);
    try (SmallProxy proxy = SmallProxy.to(server.port())) {
      assertThat(refused(ask(server, proxy, guard(first, then), "https")).code())
          .isEqualTo(CredentialCategory.BLOCKED_ADDRESS);
      assertThat(proxy.heads()).isEmpty();
    }
  }

  @Test
  void verifiesTheNameBehindTheProxy() throws IOException {
    FaultyHttpServer server = tlsServer("other.example.com");
    try (SmallProxy proxy = SmallProxy.to(server.port())) {
      CredentialFailure failure = refused(ask(server, proxy, guard("198.51.100.7"), "https"));
      assertThat(failure.code()).isEqualTo(CredentialCategory.TLS);
      assertThat(failure.providerErrorDescription()).contains("another host");
    }
  }

  @Test
  void aProxyThatRefusesIsNotTheProvider() throws IOException {
    FaultyHttpServer server = tlsServer(NAME);
    try (SmallProxy proxy = SmallProxy.refusing()) {
      CredentialFailure failure = refused(ask(server, proxy, guard("198.51.100.7"), "https"));
      assertThat(failure.code()).isEqualTo(CredentialCategory.TRANSIENT);
      assertThat(failure.providerErrorDescription()).contains("proxy refuses", "403");
      assertThat(failure.hint()).contains("atlas.egress.proxy");
    }
  }

  @Test
  void aProxyThatIsAwayIsNotTheProvider() throws IOException {
    FaultyHttpServer server = tlsServer(NAME);
    try (SmallProxy proxy = SmallProxy.refusing()) {
      proxy.close();
      CredentialFailure failure = refused(ask(server, proxy, guard("198.51.100.7"), "https"));
      assertThat(failure.code()).isEqualTo(CredentialCategory.TRANSIENT);
      assertThat(failure.providerErrorDescription()).contains("proxy cannot be reached");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://proxy:3128", "http://proxy", "http://a:b@proxy:3128", "proxy:3128"})
  void aProxyIsAHostAndAPort(String proxy) {
    assertThatThrownBy(() -> through(URI.create(proxy)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://host:port");
  }
}
