package io.atlas.tokens.grant;

import io.atlas.model.seal.Secret;
import io.atlas.tokens.diagnosis.ProviderError;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an answer of a token endpoint says, read tolerantly (RFC 6749 sections 5.1 and 5.2). */
sealed interface TokenResponse {

  /**
   * A usable token.
   *
   * @param lifetime in the provider's unit, as it said; null where it said nothing usable
   * @param scope as the provider said, or null
   * @param warnings what works but will bite
   */
  record Token(
      Secret accessToken,
      @Nullable BigDecimal lifetime,
      @Nullable String scope,
      List<String> warnings)
      implements TokenResponse {}

  /** The provider says no, or something else answered. */
  record Failed(ProviderError error) implements TokenResponse {}

  /**
   * A success that holds no usable token.
   *
   * @param reason quotes nothing secret
   * @param hint what to do, where that is known
   */
  record Unusable(String reason, @Nullable String hint) implements TokenResponse {

    Unusable(String reason) {
      this(reason, null);
    }
  }
}
