package io.atlas.model.egress;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A CIDR block (RFC 4632, RFC 4291 section 2.3). An IPv4-mapped IPv6 address is the IPv4 address it
 * maps.
 */
public record AddressBlock(InetAddress network, int prefixLength) {

  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  public AddressBlock {
    if (prefixLength < 0 || prefixLength > network.getAddress().length * 8) {
      throw new IllegalArgumentException("prefix length out of range: " + prefixLength);
    }
  }

  /**
   * @param cidr for instance {@code 10.0.0.0/8} or {@code fc00::/7}; never a name
   * @throws IllegalArgumentException where it is neither
   */
  public static AddressBlock parse(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not an address with a prefix length: " + cidr);
    }
    return new AddressBlock(
        InetAddress.ofLiteral(cidr.substring(0, slash)),
        Integer.parseInt(cidr.substring(slash + 1)));
  }

  public boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] other = unmapped(address.getAddress());
    if (mine.length != other.length) {
      return false;
    }
    int wholeBytes = prefixLength / 8;
    if (!Arrays.equals(mine, 0, wholeBytes, other, 0, wholeBytes)) {
      return false;
    }
    int restBits = prefixLength % 8;
    if (restBits == 0) {
      return true;
    }
    int mask = 0xFF << (8 - restBits) & 0xFF;
    return (mine[wholeBytes] & mask) == (other[wholeBytes] & mask);
  }

  private static byte[] unmapped(byte[] address) {
    boolean mapped =
        address.length == 16 && Arrays.equals(address, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
    return mapped ? Arrays.copyOfRange(address, MAPPED.length, 16) : address;
  }
}
