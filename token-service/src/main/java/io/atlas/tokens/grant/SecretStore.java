package io.atlas.tokens.grant;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.Opener;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Sealer;
import io.atlas.model.seal.Secret;
import java.text.ParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens what connection-service sealed, and seals it again when the key has changed. */
public final class SecretStore {

  private final Opener opener;
  private final Sealer sealer;

  /**
   * @param sealer to the same ring as {@code opener} opens
   */
  public SecretStore(Opener opener, Sealer sealer) {
    this.opener = opener;
    this.sealer = sealer;
  }

  /** The secret, or null where there is none to open. */
  @Nullable Secret open(@Nullable SealedText sealed, ProviderClient client)
      throws UnusableSettings {
    if (sealed == null) {
      return null;
    }
    return switch (opener.open(sealed, binding(client))) {
      case Opener.Opened.Text(Secret secret) -> secret;
      case Opener.Opened.UnknownKey _ ->
          throw new UnusableSettings(
              new CredentialFailure(
                  CredentialCategory.TRANSIENT,
                  null,
                  "The secret is sealed to a key that has not arrived here yet.",
                  "Nothing to do for now; if it stays, the operator must give the token-service the"
                      + " current key file."));
      case Opener.Opened.Refused _ ->
          throw UnusableSettings.shape(
              "The stored secret belongs to another token endpoint: enter it again.");
    };
  }

  SealedText seal(Secret secret, ProviderClient client) {
    return sealer.seal(secret, binding(client));
  }

  /** Another seal of the same secret, where it is not sealed to the current key. */
  Optional<SecretPromotion> reseal(
      @Nullable SealedText sealed, @Nullable Secret secret, ProviderClient client) {
    if (sealed == null || secret == null || sealer.currentKeyId().equals(keyId(sealed))) {
      return Optional.empty();
    }
    return Optional.of(
        new SecretPromotion(
            SecretPromotion.Reason.RESEALED, client.accountId(), sealed, seal(secret, client)));
  }

  private static String keyId(SealedText sealed) {
    try {
      return String.valueOf(com.nimbusds.jose.JWEObject.parse(sealed.jwe()).getHeader().getKeyID());
    } catch (ParseException damaged) {
      throw new IllegalStateException("what was opened is damaged");
    }
  }

  private static Binding binding(ProviderClient client) throws IllegalArgumentException {
    return Binding.secret(
        client.accountId(), client.connectionId(), Origin.of(client.tokenEndpoint()));
  }
}
