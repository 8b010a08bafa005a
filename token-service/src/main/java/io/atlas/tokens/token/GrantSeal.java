package io.atlas.tokens.token;

import io.atlas.model.event.TokenState;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Sealer;
import io.atlas.model.seal.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.BiFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes grants: the token sealed to the workers, bound to what it was issued for. Thread-safe. */
public final class GrantSeal {

  private static final String HMAC = "HmacSHA256";

  private final BiFunction<Secret, Binding, SealedText> sealing;
  private final RefreshPolicy policy;
  private final SecretKeySpec fingerprintKey;

  /**
   * @param sealer to the workers' key ring
   */
  public GrantSeal(Sealer sealer, RefreshPolicy policy) {
    this(sealer::seal, policy);
  }

  GrantSeal(BiFunction<Secret, Binding, SealedText> sealing, RefreshPolicy policy) {
    this.sealing = sealing;
    this.policy = policy;
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    this.fingerprintKey = new SecretKeySpec(key, HMAC);
  }

  /**
   * @param accountId whose connection it is
   * @param last the connection's highest generation so far, or 0
   * @param now when the answer is looked at
   */
  public TokenState.Grant grant(
      String accountId,
      String connectionId,
      long credentialsVersion,
      ProviderResponse.Granted granted,
      long last,
      Instant now) {
    long generation = Math.max(last + 1, now.toEpochMilli());
    SealedText sealed =
        sealing.apply(granted.token(), Binding.grant(connectionId, credentialsVersion, generation));
    Secret key = granted.bindingKey();
    SealedText sealedKey =
        key == null
            ? null
            : sealing.apply(
                key, Binding.grantKey(accountId, connectionId, credentialsVersion, generation));
    RefreshPolicy.Span span = policy.span(granted.sentAt(), granted.lifetime(), now);
    return new TokenState.Grant(
        generation,
        credentialsVersion,
        sealed,
        sealedKey,
        granted.sentAt(),
        span.refreshAt(),
        span.expiresAt());
  }

  /** Equal for equal tokens, within this process only, and of no use to anybody else. */
  String fingerprint(Secret token) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(fingerprintKey);
      return HexFormat.of().formatHex(mac.doFinal(token.value().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
