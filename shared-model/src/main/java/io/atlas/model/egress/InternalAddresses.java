package io.atlas.model.egress;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which addresses are not public. The JDK's own predicates miss most of these ranges, so the table
 * is ours: IANA's special-purpose registries, cloud metadata addresses, and every IPv6 form that
 * carries an IPv4 address.
 */
final class InternalAddresses {

  private static final List<AddressBlock> BLOCKS =
      List.of(
          block("0.0.0.0/8"), // this network
          block("10.0.0.0/8"),
          block("100.64.0.0/10"), // carrier-grade NAT, 100.100.100.200 among it
          block("127.0.0.0/8"),
          block("168.63.129.16/32"), // Azure's platform address, in a public range
          block("169.254.0.0/16"), // link-local, cloud metadata among it
          block("172.16.0.0/12"),
          block("192.0.0.0/24"), // protocol assignments, 192.0.0.192 among it
          block("192.0.2.0/24"), // documentation
          block("192.88.99.0/24"), // 6to4 relays
          block("192.168.0.0/16"),
          block("198.18.0.0/15"), // benchmarks
          block("198.51.100.0/24"), // documentation
          block("203.0.113.0/24"), // documentation
          block("224.0.0.0/4"), // multicast
          block("240.0.0.0/4"), // reserved, broadcast among it
          block("2001::/23"), // protocol assignments, Teredo among it
          block("2001:db8::/32"), // documentation
          block("3fff::/20")); // documentation

  /**
   * All that IANA has given out as global unicast. The rest of IPv6 is loopback, local, multicast
   * or nobody's, and some of it is routed in private networks all the same.
   */
  private static final AddressBlock GLOBAL_UNICAST = block("2000::/3");

  /** IPv6 prefixes that are followed, at the byte given, by an IPv4 address. */
  private static final List<Embedding> EMBEDDINGS =
      List.of(
          new Embedding(block("::ffff:0:0:0/96"), 12), // IPv4-translated (RFC 2765)
          new Embedding(block("64:ff9b::/96"), 12), // NAT64 (RFC 6052)
          new Embedding(block("2002::/16"), 2)); // 6to4 (RFC 3056)

  private record Embedding(AddressBlock prefix, int at) {}

  private InternalAddresses() {}

  static boolean contain(InetAddress address) {
    Optional<InetAddress> embedded = embedded(address);
    if (embedded.isPresent()) {
      return contain(embedded.get());
    }
    return (address instanceof Inet6Address && !GLOBAL_UNICAST.contains(address))
        || BLOCKS.stream().anyMatch(block -> block.contains(address));
  }

  private static Optional<InetAddress> embedded(InetAddress address) {
    byte[] bytes = address.getAddress();
    return EMBEDDINGS.stream()
        .filter(embedding -> embedding.prefix().contains(address))
        .findFirst()
        .map(embedding -> ipv4(Arrays.copyOfRange(bytes, embedding.at(), embedding.at() + 4)));
  }

  private static InetAddress ipv4(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException fourBytesAlwaysFit) {
      throw new IllegalStateException(fourBytesAlwaysFit);
    }
  }

  private static AddressBlock block(String cidr) {
    return AddressBlock.parse(cidr);
  }
}
