package io.atlas.model.egress;

import io.atlas.model.text.LowerCase;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * Keeps requests to user-supplied URLs away from internal addresses (I8). It is the HTTP client's
 * resolver, so what was checked is what is connected to; and it checks URLs before they are saved.
 * Thread-safe.
 */
public final class EgressGuard implements DnsResolver {

  /** The same for every blocked address, so that it tells nothing about what is there. */
  public static final String BLOCKED_TEXT = "The address is not one that may be reached from here.";

  /** The Fetch standard's port blocking, as far as it matters here, and usual data stores. */
  private static final Set<Integer> BLOCKED_PORTS =
      Set.of(
          0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95,
          101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179,
          389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601,
          636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 2375, 2379, 3306, 3659, 4045, 4190, 5060,
          5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9092, 10080,
          11211, 27017);

  /** As long as a template may render; {@link URI} parses hosts label by label. */
  private static final int LONGEST_URL = 8_192;

  private final EgressRules rules;
  private final AddressLookup lookup;

  /** Name resolution, replaceable in tests. */
  @FunctionalInterface
  public interface AddressLookup {
    InetAddress[] byName(String host) throws UnknownHostException;
  }

  /** What a look at a URL comes to. */
  public sealed interface Verdict {

    record Allowed(URI url) implements Verdict {}

    /** The user can correct this; {@code reason} completes "must …" for the field. */
    record Malformed(String reason) implements Verdict {}

    /** Show {@link EgressGuard#BLOCKED_TEXT} and nothing else. */
    record Blocked() implements Verdict {}

    record Unresolvable(String host) implements Verdict {}
  }

  public EgressGuard(EgressRules rules) {
    this(rules, new NameLookups(InetAddress::getAllByName, NameLookups.LONGEST));
  }

  public EgressGuard(EgressRules rules, AddressLookup lookup) {
    this.rules = rules;
    this.lookup = lookup;
  }

  /** The URL's form alone, without resolving its host: Allowed, Malformed or Blocked. */
  public static Verdict checkForm(String url) {
    if (url.length() > LONGEST_URL) {
      return new Verdict.Malformed("not be longer than " + LONGEST_URL + " characters");
    }
    URI parsed;
    try {
      parsed = new URI(url);
    } catch (URISyntaxException malformed) {
      return new Verdict.Malformed("be a valid URL, such as https://login.example.com/oauth/token");
    }
    String scheme = parsed.getScheme() == null ? "" : LowerCase.ascii(parsed.getScheme());
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return new Verdict.Malformed("be a full URL that starts with https://");
    }
    if (parsed.getRawUserInfo() != null) {
      return new Verdict.Malformed("not hold a user name or password");
    }
    if (parsed.getRawFragment() != null) {
      return new Verdict.Malformed("not have a fragment (#…)");
    }
    if (parsed.getHost() == null || parsed.getHost().isEmpty()) {
      return withoutHost(parsed.getRawAuthority());
    }
    int port = parsed.getPort();
    if (port > 65_535 || BLOCKED_PORTS.contains(port)) {
      return new Verdict.Malformed("not use port " + port);
    }
    String host = parsed.getHost();
    if (!host.contains(":") && !HostForm.endsInNumber(host) && !HostForm.isName(host)) {
      return new Verdict.Malformed("name a host of at most 253 characters, 63 between two dots");
    }
    return ambiguous(host) ? new Verdict.Blocked() : new Verdict.Allowed(parsed);
  }

  /**
   * What the parser takes for no host may still be an address to others: 127.1, 2130706433, 0x7f.
   */
  private static Verdict withoutHost(@Nullable String authority) {
    return HostForm.endsInNumber(HostForm.withoutPort(authority == null ? "" : authority))
        ? new Verdict.Blocked()
        : new Verdict.Malformed(
            "name a host of letters, digits, hyphens and dots (an international name in its xn--"
                + " form)");
  }

  /** The URL's form and where its host leads to now. */
  public Verdict check(String url) {
    Verdict form = checkForm(url);
    if (!(form instanceof Verdict.Allowed(URI parsed))) {
      return form;
    }
    InetAddress[] addresses;
    try {
      addresses = resolve(parsed.getHost());
    } catch (BlockedAddressException blocked) {
      return new Verdict.Blocked();
    } catch (UnknownHostException unknown) {
      return new Verdict.Unresolvable(parsed.getHost());
    }
    boolean plainHttp = "http".equalsIgnoreCase(parsed.getScheme());
    return plainHttp && !Arrays.stream(addresses).allMatch(this::allowedByOperator)
        ? new Verdict.Malformed("use https")
        : new Verdict.Allowed(parsed);
  }

  /**
   * The host's addresses, each of them checked: one that is blocked blocks the name.
   *
   * @throws BlockedAddressException where the host may not be reached
   */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    if (ambiguous(bare)) {
      throw new BlockedAddressException();
    }
    boolean internalName = internalName(bare);
    InetAddress[] addresses;
    try {
      addresses = lookup.byName(bare);
    } catch (UnknownHostException unknown) {
      throw internalName ? new BlockedAddressException() : unknown;
    }
    for (InetAddress address : addresses) {
      boolean internal = internalName || InternalAddresses.contain(address);
      if (internal && !allowedByOperator(address)) {
        throw new BlockedAddressException();
      }
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  private boolean allowedByOperator(InetAddress address) {
    return rules.allowed().stream().anyMatch(block -> block.contains(address));
  }

  private static boolean ambiguous(String host) {
    if (host.contains(":")) {
      return host.contains("%"); // a zone id names an interface of ours
    }
    return HostForm.endsInNumber(host) ? !HostForm.isIpv4(host) : !HostForm.isName(host);
  }

  private static boolean internalName(String host) {
    if (host.contains(":") || HostForm.isIpv4(host)) {
      return false;
    }
    String name = LowerCase.ascii(host);
    return !name.contains(".")
        || name.endsWith(".")
        || name.endsWith(".localhost")
        || name.endsWith(".local")
        || name.endsWith(".internal");
  }

  /** The host may not be reached; says no more, so that it is no port or address scanner. */
  public static final class BlockedAddressException extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    BlockedAddressException() {
      super(BLOCKED_TEXT);
    }
  }
}
