package io.atlas.kit.egress;

import io.atlas.model.egress.EgressGuard;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What checks every address before it is connected to. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EgressSettings.class)
public class EgressConfiguration {

  @Bean
  EgressGuard egressGuard(EgressSettings settings) {
    return new EgressGuard(settings.rules());
  }
}
