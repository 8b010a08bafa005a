package io.atlas.kit.status;

import io.atlas.kit.start.InstanceName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Properties;

/**
 * Who tells.
 *
 * @param name of the instance among those of its service
 * @param version of the program
 */
record Instance(String service, String name, String version, Instant startedAt, String host) {

  /**
   * @param mark tells two that are started in containers of one host apart, where both are process
   *     1
   */
  static Instance starting(String service, int mark, Instant now) {
    String host = InstanceName.host();
    String name = "%s:%d:%04x".formatted(host, ProcessHandle.current().pid(), mark & 0xffff);
    return new Instance(service, name, ownVersion(), now, host);
  }

  private static String ownVersion() {
    Properties properties = new Properties();
    try (InputStream file = Instance.class.getResourceAsStream("version.properties")) {
      properties.load(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return properties.getProperty("version", "");
  }
}
