package io.atlas.quickstart.installation;

import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.seal.Secret;
import java.nio.file.Path;
import java.util.Map;

/**
 * One quickstart on this machine.
 *
 * @param data everything that survives a restart
 * @param ordersSecret the demo OAuth client's; a random one makes a search for traces of it sharp
 */
public record Installation(Ports ports, Path data, Secret ordersSecret) {

  public static Installation of(Map<String, String> environment) {
    return new Installation(
        Ports.of(environment),
        Path.of(environment.getOrDefault("ATLAS_DATA_DIR", ".atlas")),
        new Secret(environment.getOrDefault("ATLAS_DEMO_ORDERS_SECRET", "orders-secret")));
  }

  public Path keys() {
    return data.resolve("keys");
  }

  public Path postgresDirectory() {
    return data.resolve("postgres");
  }

  public KafkaConnection kafka() {
    return KafkaConnection.of(bootstrapServers());
  }

  public String bootstrapServers() {
    return "localhost:" + ports.kafka();
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://localhost:" + ports.postgres() + "/postgres";
  }

  /** The demo provider, which is the issuer of our own sign-in as well. */
  public String issuer() {
    return url(ports.demo());
  }

  public String consoleUrl() {
    return url(ports.console());
  }

  public String connectionServiceUrl() {
    return url(ports.connection());
  }

  private static String url(int port) {
    return "http://localhost:" + port;
  }
}
