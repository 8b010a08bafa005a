package io.atlas.kit.rate;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Whom an address stands for. */
public final class ClientAddress {

  /** Whoever has one IPv6 address has its whole network of this many bytes (RFC 6177). */
  private static final int NETWORK = 8;

  private ClientAddress() {}

  public static String of(HttpServletRequest request) {
    return of(request.getRemoteAddr());
  }

  /** The address itself, or the network that an IPv6 address is in. */
  public static String of(String remoteAddress) {
    try {
      InetAddress address = InetAddress.ofLiteral(remoteAddress);
      return address instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK))
          : address.getHostAddress();
    } catch (IllegalArgumentException noLiteral) {
      return remoteAddress;
    }
  }
}
