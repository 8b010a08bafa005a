package io.atlas.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports on loopback. */
public final class FreePort {

  /**
   * Below what systems give to outgoing connections (Linux from 32768, others from 49152): a port
   * from there may be taken between being found and being bound.
   */
  private static final int FIRST = 20_000;

  private static final int COUNT = 10_000;

  /** Processes that search at the same time begin far apart. */
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 97 % COUNT));

  private FreePort() {}

  /** A port that nobody listens on at the moment, another one at each call. */
  public static int find() {
    for (int tried = 0; tried < COUNT; tried++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "no free port from %d to %d".formatted(FIRST, FIRST + COUNT - 1));
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
