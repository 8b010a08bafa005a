package io.atlas.kit.rate;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Counts requests by address before their tokens are looked at, and by account once it is known.
 * The service says which account a caller has.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RateSettings.class)
public class RateConfiguration {

  private static final int BEFORE_SECURITY = Ordered.HIGHEST_PRECEDENCE + 10;
  private static final int BEHIND_SECURITY = Ordered.LOWEST_PRECEDENCE - 10;

  /** The account of whoever is signed in. */
  public interface AccountOfCaller {

    Optional<String> accountOf(@Nullable Principal caller);
  }

  @Bean
  FilterRegistrationBean<RateFilter> ratesByAddress(RateSettings settings) {
    return registered(settings.address(), RateFilter::network, BEFORE_SECURITY);
  }

  @Bean
  FilterRegistrationBean<RateFilter> ratesByAccount(
      RateSettings settings, AccountOfCaller accounts) {
    return registered(
        settings.account(),
        request -> accounts.accountOf(request.getUserPrincipal()).orElse(null),
        BEHIND_SECURITY);
  }

  private static FilterRegistrationBean<RateFilter> registered(
      int perSecond, Function<HttpServletRequest, @Nullable String> who, int order) {
    RateFilter filter = new RateFilter(new RequestRates(perSecond), who);
    FilterRegistrationBean<RateFilter> registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(order);
    registration.setName("rates-" + order);
    return registration;
  }
}
