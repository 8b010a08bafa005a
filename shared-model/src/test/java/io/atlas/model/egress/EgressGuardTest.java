package io.atlas.model.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.model.egress.EgressGuard.BlockedAddressException;
import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.testing.BadInputs;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers are those of the acceptance vectors for server-side request forgery. */
class EgressGuardTest {

  private static final String PUBLIC = "93.184.215.14";

  private final FakeNames names =
      new FakeNames()
          .with("login.example.com", PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c")
          .with("xn--mller-kva.example", PUBLIC)
          .with("localhost", "127.0.0.1", "::1")
          .with("intranet", "10.1.2.3")
          .with("idp.corp.example", "10.1.2.3");
  private final EgressGuard guard = new EgressGuard(EgressRules.PUBLIC_ONLY, names);

  private void assertBlocked(String url) {
    BadInputs.tried(getClass(), "address or URL that leads inside", url);
    assertThat(guard.check(url)).as(url).isEqualTo(new Verdict.Blocked());
  }

  /** At connect time there is no URL, only a host. */
  private void assertBlockedHost(String host) {
    assertBlocked("https://" + (host.contains(":") ? "[" + host + "]" : host) + "/token");
    assertThatThrownBy(() -> guard.resolve(host))
        .as(host)
        .isInstanceOf(BlockedAddressException.class);
  }

  private void assertMalformed(String url, String reason) {
    BadInputs.tried(getClass(), "address or URL that leads inside", url);
    assertThat(guard.check(url))
        .as(url)
        .isInstanceOfSatisfying(
            Verdict.Malformed.class, malformed -> assertThat(malformed.reason()).contains(reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://login.example.com/oauth/token",
        "https://LOGIN.example.com:8443/oauth/token?tenant=1",
        "HTTPS://login.example.com",
        "https://xn--mller-kva.example/token",
        "https://93.184.215.14/token",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/token",
        "https://[64:ff9b::5db8:d70e]/token"
      })
  void publicEndpointsAreAllowed(String url) {
    names.with("LOGIN.example.com", PUBLIC);
    assertThat(guard.check(url)).isInstanceOf(Verdict.Allowed.class);
  }

  @Test
  @DisplayName("vector 81: a decimal address")
  void decimal() {
    assertBlockedHost("2130706433");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.1", "0", "0.0.0.0", "127.0.1", "0.1"})
  @DisplayName("vector 82: short forms and the any address")
  void shortForms(String host) {
    assertBlockedHost(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0177.0.0.1",
        "0x7f000001",
        "0x7f.0.0.1",
        "0X7F.1",
        "127.0.0.0x1",
        "1.2.3.4.5",
        "999.1.1.1",
        "8.8.8.08",
        "example.0x",
        "93.184.215.14.",
        "1.2.3.4.",
        "256.256.256.256"
      })
  @DisplayName("vector 83: forms that parsers read differently")
  void ambiguousForms(String host) {
    assertBlockedHost(host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::", "0:0:0:0:0:0:0:1"})
  @DisplayName("vector 84: loopback in IPv6 and mapped IPv4")
  void mapped(String host) {
    assertBlockedHost(host);
  }

  @Test
  @DisplayName("vector 84: mapped IPv4 where the lookup leaves it unmapped")
  void mappedAsIs() throws Exception {
    byte[] bytes = new byte[16];
    bytes[10] = bytes[11] = -1;
    bytes[12] = 10;
    bytes[15] = 1;
    InetAddress unmapped = Inet6Address.getByAddress("mapped.example.com", bytes, 0);
    assertThat(unmapped.getAddress()).hasSize(16);
    EgressGuard lenientLookup =
        new EgressGuard(EgressRules.PUBLIC_ONLY, host -> new InetAddress[] {unmapped});
    assertThatThrownBy(() -> lenientLookup.resolve("mapped.example.com"))
        .isInstanceOf(BlockedAddressException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::127.0.0.1",
        "::5db8:d70e",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "::ffff:0:10.0.0.1",
        "2001:0:4136:e378::1"
      })
  @DisplayName("vector 85: IPv4 inside IPv6")
  void embedded(String host) {
    assertBlockedHost(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "100::1",
        "100:0:0:1::1"
      })
  @DisplayName("vector 86: IPv6 that is not public")
  void internalIpv6(String host) {
    assertBlockedHost(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "100.64.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "224.0.0.1",
        "239.255.255.255",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "127.0.0.1",
        "192.0.2.1",
        "198.51.100.1",
        "203.0.113.1",
        "192.88.99.1"
      })
  @DisplayName("vector 87: metadata, shared, benchmark, reserved and private IPv4")
  void internalIpv4(String host) {
    assertBlockedHost(host);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST",
        "a.localhost",
        "printer.local",
        "metadata.google.internal",
        "intranet",
        "login.example.com.",
        "nobody-knows-this"
      })
  @DisplayName("vector 88: internal names, before it matters where they lead")
  void internalNames(String host) {
    names.with("a.localhost", PUBLIC).with("printer.local", PUBLIC);
    names.with("metadata.google.internal", PUBLIC).with("login.example.com.", PUBLIC);
    assertBlockedHost(host);
  }

  @Test
  @DisplayName("vector 89: one blocked address among a name's blocks the name")
  void mixedAddresses() {
    names.with("mixed.example.com", PUBLIC, "10.0.0.1");
    assertBlockedHost("mixed.example.com");
    names.with("mixed6.example.com", PUBLIC, "fd00::1");
    assertBlockedHost("mixed6.example.com");
  }

  @Test
  @DisplayName("vector 90: user info, fragments, backslashes, control characters, ports")
  void tricks() {
    assertMalformed("https://user:pw@login.example.com/", "user name or password");
    assertMalformed("https://login.example.com@evil.example.com/", "user name or password");
    assertMalformed("https://@login.example.com/", "user name or password");
    assertMalformed("https://login.example.com#@evil.example.com/", "fragment");
    assertMalformed("https://login.example.com/#", "fragment");
    for (String url :
        List.of(
            "https://login.example.com\\@evil.example.com/",
            "https:\\\\login.example.com/",
            "https://login.example.com /",
            " https://login.example.com/",
            "https://login.example.com/\n",
            "https://login.example.com/\t",
            "https://login.example.com/\u0000",
            "https://login.example.com/a b",
            "https://[::1",
            "https://[login.example.com]/")) {
      assertMalformed(url, "valid URL");
    }
    assertMalformed("https://login.example.com:0/", "port 0");
    assertMalformed("https://login.example.com:22/", "port 22");
    assertMalformed("https://login.example.com:6379/", "port 6379");
    assertMalformed("https://login.example.com:99999/", "port 99999");
    assertMalformed("https://login.example.com:99999999999/", "");
  }

  @Test
  @DisplayName("vector 90: other schemes, relative and opaque URLs")
  void schemes() {
    for (String url :
        List.of(
            "file:///etc/passwd",
            "gopher://login.example.com/",
            "ftp://login.example.com/",
            "login.example.com/token",
            "//login.example.com/token",
            "javascript:alert(1)",
            "")) {
      assertMalformed(url, "https://");
    }
    assertMalformed("https:login.example.com", "name a host");
    assertMalformed("https:///token", "");
  }

  @Test
  @DisplayName("vector 91: a host the parser does not know is a clear message")
  void strangeHosts() {
    for (String url :
        List.of(
            "https://idp_x.example/",
            "https://①②⑦.⓪.⓪.①/",
            "https://müller.example/",
            "https://login。example/",
            "https://login..example.com/",
            "https://-login.example.com/",
            "https://a@b@login.example.com/")) {
      assertMalformed(url, "name a host of letters, digits, hyphens and dots");
    }
    assertBlocked("https://１２７.0.0.1/");
    assertBlocked("https://%31%32%37.0.0.1/");
    assertThatThrownBy(() -> guard.resolve("idp_x.example"))
        .isInstanceOf(BlockedAddressException.class);
    assertThatThrownBy(() -> guard.resolve("①②⑦.⓪.⓪.①"))
        .isInstanceOf(BlockedAddressException.class);
  }

  @Test
  @DisplayName("vector 91: a zone id names an interface of ours")
  void zoneId() {
    assertBlocked("https://[fe80::1%25eth0]/");
    assertBlocked("https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c%25eth0]/");
    assertThatThrownBy(() -> guard.resolve("2606:2800:21f:cb07:6820:80da:af6b:8b2c%eth0"))
        .isInstanceOf(BlockedAddressException.class);
  }

  @Test
  @DisplayName("vector 92: an endpoint that metadata name is checked like any other")
  void discoveredEndpoints() {
    assertBlocked("https://10.0.0.5/oauth/token");
    assertBlocked("https://idp.corp.example/oauth/token");
    assertMalformed("https://a@b.example.com/", "user name");
  }

  @Test
  @DisplayName("vector 93: every blocked address reads the same, known or unknown, open or closed")
  void oneTextForAll() {
    for (String host : List.of("127.0.0.1", "intranet", "nobody-knows-this", "0x7f", "fe80::1")) {
      assertThatThrownBy(() -> guard.resolve(host)).hasMessage(EgressGuard.BLOCKED_TEXT);
    }
  }

  @Test
  @DisplayName("vector 94: only the operator's rule opens an internal address")
  void operatorsRule() throws Exception {
    EgressGuard corporate = new EgressGuard(EgressRules.of(List.of("10.1.2.0/24")), names);
    assertThat(corporate.check("https://idp.corp.example/token"))
        .isInstanceOf(Verdict.Allowed.class);
    assertThat(corporate.check("http://intranet/token"))
        .as("plain http only where the operator lets it")
        .isInstanceOf(Verdict.Allowed.class);
    assertThat(corporate.resolve("intranet")).hasSize(1);
    assertThat(corporate.check("https://10.1.3.1/")).isEqualTo(new Verdict.Blocked());
    names.with("half.example.com", "10.1.2.3", "10.1.3.1");
    assertThat(corporate.check("https://half.example.com/")).isEqualTo(new Verdict.Blocked());
    assertThat(corporate.check("http://login.example.com/"))
        .isEqualTo(new Verdict.Malformed("use https"));
  }

  @Test
  @DisplayName("vector 63: plain http to a public address is refused")
  void plainHttp() {
    assertThat(guard.check("http://login.example.com/token"))
        .isEqualTo(new Verdict.Malformed("use https"));
  }

  @Test
  void aPublicNameThatIsUnknownIsNotBlocked() {
    assertThat(guard.check("https://gone.example.com/"))
        .isEqualTo(new Verdict.Unresolvable("gone.example.com"));
    assertThatThrownBy(() -> guard.resolve("gone.example.com"))
        .isInstanceOf(UnknownHostException.class)
        .isNotInstanceOf(BlockedAddressException.class);
  }

  @Test
  void blocksEndWhereTheyShould() {
    Map<String, Boolean> insideTenSlashTwelve =
        Map.of("172.15.255.255", false, "172.16.0.0", true, "172.31.255.255", true);
    AddressBlock block = AddressBlock.parse("172.16.0.0/12");
    insideTenSlashTwelve.forEach((address, inside) ->
        assertThat(block.contains(InetAddress.ofLiteral(address))).isEqualTo(inside));
    assertThat(AddressBlock.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("8.8.8.8"))).isTrue();
    assertThat(AddressBlock.parse("8.8.8.8/32").contains(InetAddress.ofLiteral("8.8.8.9")))
        .isFalse();
    for (String bad : List.of("10.0.0.0", "example.com/8", "10.0.0.0/33", "fc00::/129", "1/x")) {
      assertThatThrownBy(() -> AddressBlock.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
