package io.atlas.kit.request;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Looks at each request before anything else does. */
@Configuration(proxyBeanMethods = false)
public class RequestConfiguration {

  /** Behind what decodes forms in the right charset. */
  private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 20;

  @Bean
  FilterRegistrationBean<TextFilter> usableTexts() {
    FilterRegistrationBean<TextFilter> registration =
        new FilterRegistrationBean<>(new TextFilter());
    registration.setOrder(ORDER);
    return registration;
  }
}
