package io.atlas.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What the container files promise, read from them: no engine is needed. */
class ContainersTest {

  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  private final Map<String, Map<String, Object>> services = services();

  @Test
  void aServiceGetsOnlyTheFilesItNeeds() {
    Map<String, Set<String>> files = new TreeMap<>();
    services.forEach((service, settings) ->
        list(settings, "secrets")
            .forEach(file ->
                files.merge(source(file), new TreeSet<>(Set.of(service)), ContainersTest::union)));

    assertThat(files)
        .containsOnly(
            Map.entry("connection-secrets.private.jwks", Set.of("token-service")),
            Map.entry(
                "connection-secrets.public.jwks", Set.of("connection-service", "token-service")),
            Map.entry("access-tokens.private.jwks", Set.of("action-worker")),
            Map.entry("access-tokens.public.jwks", Set.of("connection-service", "token-service")),
            Map.entry("request-fingerprints.key", Set.of("connection-service")),
            Map.entry("database-password", Set.of("database-roles", "postgres")),
            Map.entry(
                "connection-service-database-password",
                Set.of("connection-service", "database-roles")),
            Map.entry("console-database-password", Set.of("console", "database-roles")),
            Map.entry("console-client-secret", Set.of("console")));
  }

  @Test
  void noSecretIsInAnEnvironmentAndNothingListensToTheWorld() {
    services.forEach((service, settings) -> {
      Map<?, ?> environment = (Map<?, ?>) settings.getOrDefault("environment", Map.of());
      assertThat(environment.keySet().stream().map(Object::toString))
          .as(service)
          .noneMatch(name -> name.endsWith("PASSWORD") || name.endsWith("SECRET"));
      if (settings.containsKey("build")) {
        assertThat(environment.get("SERVER_ADDRESS")).as(service).isEqualTo("127.0.0.1");
      }
      assertThat(list(settings, "ports"))
          .as(service)
          .allMatch(port -> port.toString().startsWith("127.0.0.1:"));
    });
  }

  @Test
  void noContainerCanDoMoreThanItMust() {
    services.forEach((service, settings) -> {
      assertThat(list(settings, "cap_drop")).as(service).isEqualTo(List.of("ALL"));
      assertThat(list(settings, "security_opt"))
          .as(service)
          .isEqualTo(List.of("no-new-privileges:true"));
      if (settings.containsKey("build")) {
        assertThat(settings.get("read_only")).as(service).isEqualTo(true);
        assertThat(settings).as(service).doesNotContainKey("cap_add");
      }
    });
  }

  @Test
  void eachServiceHasARoleOfItsOwnInTheDatabase() {
    Map<String, Object> roles = new TreeMap<>();
    services.forEach((service, settings) -> {
      Map<?, ?> environment = (Map<?, ?>) settings.getOrDefault("environment", Map.of());
      if (environment.containsKey("SPRING_DATASOURCE_URL")) {
        roles.put(service, environment.get("SPRING_DATASOURCE_USERNAME"));
      }
    });
    assertThat(roles)
        .containsOnly(
            Map.entry("connection-service", "connection_service"), Map.entry("console", "console"));
  }

  @Test
  void theDataPlaneDoesNotWaitForTheDatabase() {
    for (String service : List.of("token-service", "action-worker")) {
      assertThat(
              ((Map<?, ?>) services.get(service).get("depends_on"))
                  .keySet().stream().map(Object::toString))
          .containsExactly("kafka");
    }
  }

  @Test
  void theImageKnowsEveryModule() throws IOException {
    String dockerfile = Files.readString(Path.of("../Dockerfile"));
    assertThat(
            MODULE
                .matcher(Files.readString(Path.of("../pom.xml")))
                .results()
                .map(found -> found.group(1))
                // Of the benchmarks' profile, which no image is built with.
                .filter(module -> !List.of("benchmarks", "end-to-end/drills").contains(module)))
        .isNotEmpty()
        .allSatisfy(module ->
            assertThat(dockerfile).contains("\nCOPY " + module + "/pom.xml " + module + "/\n"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> services() {
    try {
      Map<String, Object> file =
          new Yaml().load(Files.readString(Path.of("../docker-compose.yml")));
      return (Map<String, Map<String, Object>>) file.get("services");
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private static List<?> list(Map<String, Object> settings, String name) {
    return (List<?>) settings.getOrDefault(name, List.of());
  }

  private static String source(Object file) {
    return file instanceof Map<?, ?> named ? named.get("source").toString() : file.toString();
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    Set<String> both = new TreeSet<>(one);
    both.addAll(other);
    return both;
  }
}
