package io.atlas.kit.identity;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/** Access tokens of the issuer, and the account that they name. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IdentitySettings.class)
public class IdentityConfiguration {

  @Bean
  AccountClaim accountClaim(IdentitySettings settings) {
    return new AccountClaim(settings.accountClaim());
  }

  @Bean
  JwtDecoder accessTokenDecoder(
      IdentitySettings settings,
      @Value("${spring.security.oauth2.resourceserver.jwt.issuer-uri:}") String issuer) {
    return AccessTokenDecoder.of(issuer, settings.audience(), settings.allowHttp());
  }
}
