package io.atlas.tokens.grant;

import static io.atlas.tokens.grant.GrantFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.egress.AddressBlock;
import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressRules;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.tokens.endpoint.EndpointLimits;
import io.atlas.tokens.token.Purpose;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** I8: every outbound connection goes to an address that was checked after resolution. */
class I8CheckedAddressTest {

  private static CredentialFailure ask(EgressGuard guard, FaultyHttpServer server, String url) {
    try (GrantFixture fixture = new GrantFixture(server, EndpointLimits.DEFAULT, guard)) {
      return refused(fixture.askAt(url, TestSettings.basic(), "secret", Purpose.TEST));
    }
  }

  private static FaultyHttpServer server() {
    return FaultyHttpServer.start(FaultyHttpServer.always(200, GrantFixture.GOOD));
  }

  @Test
  @DisplayName("I8, vector 89: a name that turns to an internal address after the check is blocked")
  void rebindingIsBlocked() throws Exception {
    // Named by the operator, so that plain http is no obstacle: only the address is.
    InetAddress listed = InetAddress.ofLiteral("198.51.100.7");
    AtomicInteger lookups = new AtomicInteger();
    EgressGuard guard =
        new EgressGuard(
            new EgressRules(List.of(new AddressBlock(listed, 32))),
            host ->
                new InetAddress[] {
                  lookups.getAndIncrement() == 0 ? listed : InetAddress.ofLiteral("127.0.0.1")
                });
    FaultyHttpServer server = server();
    CredentialFailure failure =
        ask(guard, server, "http://rebind.example.com:" + server.port() + "/token");
    assertThat(failure.code()).isEqualTo(CredentialCategory.BLOCKED_ADDRESS);
    assertThat(lookups.get()).isEqualTo(2);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  @DisplayName("I8, vector 89: one internal address among a name's blocks the name")
  void oneInternalAddressBlocksTheName() {
    EgressGuard guard =
        new EgressGuard(
            EgressRules.PUBLIC_ONLY,
            host ->
                new InetAddress[] {
                  InetAddress.ofLiteral("198.41.0.4"), InetAddress.ofLiteral("10.0.0.1")
                });
    assertThat(ask(guard, server(), "https://idp.example.com/token").code())
        .isEqualTo(CredentialCategory.BLOCKED_ADDRESS);
  }

  @Test
  @DisplayName("vectors 81 to 88, 93, 94: blocked as it connects, always in the same words")
  void everyInternalFormIsBlockedAlike() {
    EgressGuard production = new EgressGuard(EgressRules.PUBLIC_ONLY);
    Set<CredentialFailure> failures = new HashSet<>();
    FaultyHttpServer server = server();
    for (String host :
        List.of(
            "0.0.0.0",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "169.254.169.254",
            "100.100.100.200",
            "192.0.0.192",
            "168.63.129.16",
            "198.18.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "224.0.0.1",
            "localhost",
            "x.localhost",
            "metadata.google.internal",
            "127.0.0.1:" + server.port(),
            "127.0.0.1:1234")) {
      CredentialFailure failure = ask(production, server(), "https://" + host + "/token");
      assertThat(failure.code()).as(host).isEqualTo(CredentialCategory.BLOCKED_ADDRESS);
      failures.add(failure);
    }
    assertThat(failures).hasSize(1);
    assertThat(server.requests()).isEmpty();
    server.close();
  }

  @Test
  @DisplayName("vectors 81 to 83: numbers that some read as an address never get as far as that")
  void ambiguousNumbersAreRefused() {
    EgressGuard loopbackToo = new EgressGuard(EgressRules.WITH_LOOPBACK);
    for (String host : List.of("2130706433", "127.1", "0", "0177.0.0.1", "0x7f000001")) {
      CredentialFailure failure = ask(loopbackToo, server(), "https://" + host + "/token");
      assertThat(failure.code())
          .as(host)
          .isIn(CredentialCategory.BLOCKED_ADDRESS, CredentialCategory.REQUEST_SHAPE);
    }
  }

  @Test
  @DisplayName("vectors 90, 91: a malformed URL is said to be, and nothing is sent")
  void malformedUrlsAreRefused() {
    FaultyHttpServer server = server();
    EgressGuard guard = new EgressGuard(EgressRules.WITH_LOOPBACK);
    for (String url :
        List.of(
            "https://user:pw@localhost/token",
            "https://localhost:22/token",
            "https://localhost:99999/token",
            "https://local host/token",
            "https://localhost\\@evil/token",
            "https://idp_x.example/token",
            "ftp://localhost/token")) {
      CredentialFailure failure = ask(guard, server(), url);
      assertThat(failure.code()).as(url).isEqualTo(CredentialCategory.REQUEST_SHAPE);
    }
    assertThat(server.requests()).isEmpty();
    server.close();
  }
}
