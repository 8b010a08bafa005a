package io.atlas.quickstart.installation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * All services share this process's class path, but each shall get the auto-configurations of its
 * own module's libraries only, as it does in a process of its own: this leaves out the others'.
 */
final class OwnAutoConfigurations implements AutoConfigurationImportFilter, EnvironmentAware {

  private static final String BOOT = "org.springframework.boot.";
  private static final List<String> DATABASE =
      List.of("jdbc.", "data.", "flyway.", "sql.", "transaction.", "persistence.");
  private static final List<String> SECURITY = List.of("security.");
  private static final List<String> PAGES = List.of("thymeleaf.");
  private static final List<String> KAFKA = List.of("kafka.");
  private static final List<String> SIGN_IN = List.of("security.oauth2.client.");
  private static final List<String> ISSUER = List.of("security.oauth2.server.authorization.");
  private static final List<String> SPRINGDOC = List.of("org.springdoc.");

  private static final Map<String, List<List<String>>> FOREIGN =
      Map.of(
          "connection-service", List.of(PAGES, SIGN_IN, ISSUER),
          "token-service", List.of(DATABASE, SECURITY, PAGES, SPRINGDOC),
          "action-worker", List.of(DATABASE, SECURITY, PAGES, SPRINGDOC),
          "console", List.of(ISSUER, SPRINGDOC),
          "demo-provider", List.of(DATABASE, KAFKA, PAGES, SIGN_IN, SPRINGDOC));

  private String service = "";

  @Override
  public void setEnvironment(Environment environment) {
    service = environment.getProperty("spring.config.name", "");
  }

  @Override
  public boolean[] match(
      @Nullable String[] classNames, AutoConfigurationMetadata autoConfigurationMetadata) {
    List<String> foreign =
        FOREIGN.getOrDefault(service, List.of()).stream().flatMap(List::stream).toList();
    boolean[] own = new boolean[classNames.length];
    for (int i = 0; i < classNames.length; i++) {
      String name = classNames[i];
      own[i] = name != null && foreign.stream().noneMatch(prefix -> startsWith(name, prefix));
    }
    return own;
  }

  private static boolean startsWith(String className, String prefix) {
    return className.startsWith(prefix) || className.startsWith(BOOT + prefix);
  }
}
