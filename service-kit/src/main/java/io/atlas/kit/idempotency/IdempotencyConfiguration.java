package io.atlas.kit.idempotency;

import io.atlas.kit.identity.AccountOfCaller;
import io.atlas.kit.problem.Problems;
import java.time.Clock;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * Repeats of POSTs under {@code /api}. The service says in which {@link IdempotencyTable} responses
 * are kept, how requests are told apart, and which account a caller has.
 */
@Configuration(proxyBeanMethods = false)
public class IdempotencyConfiguration {

  @Bean
  IdempotencyStore idempotencyStore(JdbcClient jdbc, IdempotencyTable table, Clock clock) {
    return new IdempotencyStore(jdbc, table, clock);
  }

  /** Behind the security filters: who is not signed in does not come here. */
  @Bean
  FilterRegistrationBean<IdempotencyFilter> repeatedPosts(
      AccountOfCaller accounts,
      IdempotencyStore store,
      Fingerprints fingerprints,
      JsonMapper json) {
    FilterRegistrationBean<IdempotencyFilter> registration =
        new FilterRegistrationBean<>(
            new IdempotencyFilter(accounts, store, fingerprints, new Problems(json)));
    registration.addUrlPatterns("/api/*");
    registration.setOrder(Ordered.LOWEST_PRECEDENCE);
    return registration;
  }
}
