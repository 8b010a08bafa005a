package io.atlas.kit.rate;

import io.atlas.kit.identity.AccountOfCaller;
import io.atlas.kit.problem.Problems;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/**
 * Counts requests by address before their tokens are looked at, and by account once it is known.
 * The service says which account a caller has.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RateSettings.class)
public class RateConfiguration {

  private static final String TOO_MANY =
      "More requests than are taken a second. Wait a second, then go on more slowly.";

  private static final int BEFORE_SECURITY = Ordered.HIGHEST_PRECEDENCE + 10;
  private static final int BEHIND_SECURITY = Ordered.LOWEST_PRECEDENCE - 10;

  @Bean
  FilterRegistrationBean<RateFilter> ratesByAddress(RateSettings settings, JsonMapper json) {
    return registered(
        settings.address(),
        request -> Optional.of(ClientAddress.of(request)),
        BEFORE_SECURITY,
        json);
  }

  @Bean
  FilterRegistrationBean<RateFilter> ratesByAccount(
      RateSettings settings, AccountOfCaller accounts, JsonMapper json) {
    return registered(
        settings.account(),
        request -> accounts.accountOf(request.getUserPrincipal()),
        BEHIND_SECURITY,
        json);
  }

  private static FilterRegistrationBean<RateFilter> registered(
      int perSecond,
      Function<HttpServletRequest, Optional<String>> whose,
      int order,
      JsonMapper json) {
    Problems problems = new Problems(json);
    RateFilter filter =
        new RateFilter(
            Allowances.perSecond(perSecond, 1),
            whose,
            (request, response, seconds) ->
                problems.write(
                    response,
                    ProblemDetail.forStatusAndDetail(HttpStatus.TOO_MANY_REQUESTS, TOO_MANY)));
    FilterRegistrationBean<RateFilter> registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(order);
    registration.setName("rates-" + order);
    return registration;
  }
}
