package io.atlas.tokens;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** Access tokens: obtain, cache, refresh, invalidate, test credentials. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(TokenServiceConfiguration.class)
public final class TokenServiceApplication {

  private TokenServiceApplication() {}

  public static void main(String[] args) {
    start(args);
  }

  /** Returns once the service has started; it is ready when its readiness says so. */
  public static ConfigurableApplicationContext start(String... args) {
    return new SpringApplicationBuilder(TokenServiceApplication.class)
        .bannerMode(Banner.Mode.OFF)
        .properties("spring.config.name=token-service", "spring.jmx.enabled=false")
        .run(args);
  }
}
