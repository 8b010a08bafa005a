package io.atlas.kit.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.Jwt;

class AccessTokenDecoderTest {

  private static final String ISSUER = "https://id.example.com";
  private static final Instant LATER = Instant.parse("2999-01-01T00:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "at+jwt", "application/at+jwt", "AT+JWT"})
  void takesBothKindsOfAccessTokens(String type) {
    assertThat(refused(token -> token.header("typ", type), "atlas")).isFalse();
  }

  @Test
  void takesTokensForUsAlone() {
    assertThat(refused(token -> {}, "atlas")).isFalse();
    assertThat(refused(token -> token.audience(List.of("other", "atlas")), "atlas")).isFalse();
    assertThat(refused(token -> token.audience(List.of("https://other.example")), "atlas"))
        .isTrue();
    assertThat(refused(token -> token.claims(claims -> claims.remove("aud")), "atlas")).isTrue();
    assertThat(refused(token -> token.claims(claims -> claims.remove("aud")))).isFalse();
  }

  @Test
  void takesNoTokenWithoutAnEndOrOfAnotherIssuerOrKind() {
    assertThat(refused(token -> token.claims(claims -> claims.remove("exp")), "atlas")).isTrue();
    assertThat(refused(token -> token.expiresAt(Instant.EPOCH.plusSeconds(1)), "atlas")).isTrue();
    assertThat(refused(token -> token.issuer("https://evil.example"), "atlas")).isTrue();
    assertThat(refused(token -> token.header("typ", "logout+jwt"), "atlas")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "http://id.example.com", "ftp://id.example.com"})
  void theIssuerIsAskedForAndReachedOverTls(String issuer) {
    assertThatThrownBy(() -> AccessTokenDecoder.of(issuer, List.of("atlas"), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("atlas.issuer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://id.example.com", "http://localhost:9000", "http://127.0.0.1:9"})
  void loopbackNeedsNoTls(String issuer) {
    assertThat(AccessTokenDecoder.of(issuer, List.of(), false)).isNotNull();
    assertThat(AccessTokenDecoder.of("http://id.internal", List.of(), true)).isNotNull();
  }

  private static boolean refused(Consumer<Jwt.Builder> change, String... audience) {
    Jwt.Builder token =
        Jwt.withTokenValue("t")
            .header("alg", "RS256")
            .issuer(ISSUER)
            .audience(List.of("atlas"))
            .issuedAt(Instant.EPOCH)
            .expiresAt(LATER);
    change.accept(token);
    return AccessTokenDecoder.validator(ISSUER, List.of(audience))
        .validate(token.build())
        .hasErrors();
  }
}
