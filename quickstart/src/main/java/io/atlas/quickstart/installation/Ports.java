package io.atlas.quickstart.installation;

import io.atlas.model.text.LowerCase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntPredicate;

/** The ports of the quickstart; each can be set by {@code ATLAS_<NAME>_PORT}. */
public record Ports(
    int console, int connection, int token, int worker, int demo, int kafka, int postgres) {

  /**
   * @throws IllegalArgumentException where a variable is no port number; the message names it
   */
  public static Ports of(Map<String, String> environment) {
    return new Ports(
        port(environment, "CONSOLE", 8080),
        port(environment, "CONNECTION", 8081),
        port(environment, "TOKEN", 8082),
        port(environment, "WORKER", 8083),
        port(environment, "DEMO", 9000),
        port(environment, "KAFKA", 9092),
        port(environment, "POSTGRES", 54329));
  }

  /**
   * Checks every port before anything is started.
   *
   * @throws IllegalStateException where one is taken; the message names it and the way out
   */
  public void requireFree(IntPredicate free) {
    Map<String, Integer> byName = new LinkedHashMap<>();
    byName.put("CONSOLE", console);
    byName.put("CONNECTION", connection);
    byName.put("TOKEN", token);
    byName.put("WORKER", worker);
    byName.put("DEMO", demo);
    byName.put("KAFKA", kafka);
    byName.put("POSTGRES", postgres);
    byName.forEach((name, port) -> {
      if (!free.test(port)) {
        throw new IllegalStateException(
            "port %d (%s) is in use: stop what listens there, or choose another by ATLAS_%s_PORT"
                .formatted(port, LowerCase.ascii(name), name));
      }
    });
  }

  private static int port(Map<String, String> environment, String name, int standard) {
    String variable = "ATLAS_" + name + "_PORT";
    String value = environment.get(variable);
    if (value == null || value.isBlank()) {
      return standard;
    }
    try {
      int port = Integer.parseInt(value.trim());
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, together with numbers out of range.
    }
    throw new IllegalArgumentException(variable + " must be a port, 1 to 65535: " + value);
  }
}
