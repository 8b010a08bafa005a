package io.atlas.console.edge;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the console faces the network, under {@code atlas}.
 *
 * @param publicUrl the address people type, for instance {@code https://atlas.example.com}; absent,
 *     people can sign in on this machine alone
 * @param secureCookies whether cookies are sent by HTTPS alone; false only where the console is
 *     reached by plain HTTP
 * @param trustedProxies address blocks of the proxies whose {@code X-Forwarded-*} is believed
 */
@ConfigurationProperties("atlas")
public record EdgeSettings(
    @Nullable URI publicUrl,
    @DefaultValue("true") boolean secureCookies,
    @DefaultValue List<String> trustedProxies,
    @DefaultValue Rate rate) {

  private static final String HOST_PREFIX = "__Host-";

  /**
   * Requests a second, on average; ten seconds' worth may come at once.
   *
   * @param person of one person or program; 1 to 100,000
   * @param address from one IPv4 address, or one IPv6 network of 64 bits; 1 to 100,000
   */
  public record Rate(@DefaultValue("100") int person, @DefaultValue("500") int address) {

    private static final int LARGEST = 100_000;

    public Rate {
      if (person < 1 || person > LARGEST || address < 1 || address > LARGEST) {
        throw new IllegalArgumentException(
            "atlas.rate.person and atlas.rate.address must be 1 to " + LARGEST);
      }
    }
  }

  public EdgeSettings {
    trustedProxies = List.copyOf(trustedProxies);
    trustedProxies.forEach(EdgeSettings::requireBlock);
    if (publicUrl != null) {
      requireAddress(publicUrl);
    }
  }

  /**
   * The cookie's full name. Browsers take one with the prefix only by HTTPS, for this host alone
   * and for all its paths (RFC 6265bis section 4.1.3.2).
   */
  public String cookieName(String name) {
    return secureCookies ? HOST_PREFIX + name : name;
  }

  /** The address people type, without a slash at the end. */
  public Optional<String> publicAddress() {
    return Optional.ofNullable(publicUrl)
        .map(url -> url.getScheme() + "://" + url.getRawAuthority());
  }

  private static void requireAddress(URI url) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    boolean bare = url.getRawPath() == null || url.getRawPath().matches("/?");
    if (!http
        || !bare
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "atlas.public-url must be scheme and host, such as https://atlas.example.com");
    }
  }

  private static void requireBlock(String block) {
    try {
      String[] parts = block.split("/", -1);
      InetAddress address = InetAddress.ofLiteral(parts[0]);
      int longest = address.getAddress().length * Byte.SIZE;
      int length = parts.length == 1 ? longest : Integer.parseInt(parts[1]);
      // A shorter block would be nearly everybody, which is a slip of the pen.
      if (parts.length <= 2 && length >= 8 && length <= longest) {
        return;
      }
    } catch (IllegalArgumentException noBlock) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "atlas.trusted-proxies must be addresses or blocks such as 10.1.0.0/16: " + block);
  }
}
