package io.atlas.kit.start;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What an instance calls itself where others hear of it: service, host and process. */
public final class InstanceName {

  private InstanceName() {}

  public static String of(String service) {
    return service + "@" + host() + ":" + ProcessHandle.current().pid();
  }

  /** What this machine calls itself. */
  public static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }
}
