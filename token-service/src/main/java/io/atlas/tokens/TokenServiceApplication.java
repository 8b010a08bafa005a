package io.atlas.tokens;

import io.atlas.kit.start.ServiceStart;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** Access tokens: obtain, cache, refresh, invalidate, test credentials. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(TokenServiceWiring.class)
public final class TokenServiceApplication {

  private TokenServiceApplication() {}

  public static void main(String[] args) {
    start(args);
  }

  /** Returns once the service has started; it is ready when its readiness says so. */
  public static ConfigurableApplicationContext start(String... args) {
    return ServiceStart.start(TokenServiceApplication.class, "token-service", args);
  }
}
