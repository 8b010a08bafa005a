package io.atlas.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports on loopback. */
public final class FreePort {

  private FreePort() {}

  /** A port that nobody listens on at the moment. */
  public static int find() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException("no free port", none);
    }
  }

  /**
   * @param what wants to listen there
   * @throws IllegalStateException where somebody listens already
   */
  static void require(int port, String what) {
    if (!isFree(port)) {
      throw new IllegalStateException("port " + port + ", which " + what + " needs, is in use");
    }
  }

  /** Whether nobody listens there at the moment. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort() == port;
    } catch (IOException taken) {
      return false;
    }
  }
}
