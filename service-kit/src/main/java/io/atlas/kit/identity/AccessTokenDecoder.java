package io.atlas.kit.identity;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/**
 * Which access tokens are taken: of the issuer, signed with its keys, for us, with an end. They may
 * follow RFC 9068 ({@code typ: at+jwt}) or come from before it ({@code JWT}, or none).
 */
public final class AccessTokenDecoder {

  private static final Logger log = LoggerFactory.getLogger(AccessTokenDecoder.class);

  private AccessTokenDecoder() {}

  /**
   * Reads the issuer's metadata with the first token, so that a service starts while it is away.
   *
   * @param audience one of which {@code aud} must name (RFC 7519 section 4.1.3); none for any
   * @throws IllegalArgumentException where the issuer is missing, or is reached without TLS
   */
  public static JwtDecoder of(String issuer, Collection<String> audience, boolean allowHttp) {
    checkIssuer(issuer, allowHttp);
    if (audience.isEmpty()) {
      log.warn(
          "atlas.audience is not set: any access token of {} is taken, also one for other services",
          issuer);
    }
    OAuth2TokenValidator<Jwt> validator = validator(issuer, audience);
    return new SupplierJwtDecoder(() -> {
      NimbusJwtDecoder decoder =
          NimbusJwtDecoder.withIssuerLocation(issuer).validateType(false).build();
      decoder.setJwtValidator(validator);
      return decoder;
    });
  }

  static OAuth2TokenValidator<Jwt> validator(String issuer, Collection<String> audience) {
    JwtTypeValidator types = new JwtTypeValidator(List.of("JWT", "at+jwt", "application/at+jwt"));
    types.setAllowEmpty(true);
    JwtTimestampValidator times = new JwtTimestampValidator();
    times.setAllowEmptyExpiryClaim(false);
    List<OAuth2TokenValidator<Jwt>> validators =
        new ArrayList<>(List.of(types, times, new JwtIssuerValidator(issuer)));
    if (!audience.isEmpty()) {
      validators.add(
          new JwtClaimValidator<@Nullable Collection<String>>(
              JwtClaimNames.AUD,
              named -> named != null && named.stream().anyMatch(audience::contains)));
    }
    return new DelegatingOAuth2TokenValidator<>(validators);
  }

  private static void checkIssuer(String issuer, boolean allowHttp) {
    if (issuer == null || issuer.isBlank()) {
      throw new IllegalArgumentException(
          "atlas.issuer is missing: the URL of the OpenID issuer that people and programs sign in at");
    }
    URI url = URI.create(issuer);
    boolean loopback =
        url.getHost() != null && List.of("localhost", "127.0.0.1", "[::1]").contains(url.getHost());
    if (!"https".equals(url.getScheme()) && !loopback && !allowHttp) {
      throw new IllegalArgumentException(
          "atlas.issuer must be an https URL: its keys decide who signs in (or set"
              + " atlas.allow-http=true)");
    }
  }
}
