package io.atlas.tokens.grant;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.Opener;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Sealer;
import io.atlas.model.seal.Secret;
import io.atlas.tokens.endpoint.UnusableSettings;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    return open(sealed, bindings(client, client.settings().authMethod().revealsSecret()));
  }

  /** A private key, which is told to nobody. */
  @Nullable Secret openKey(@Nullable SealedText sealed, ProviderClient client)
      throws UnusableSettings {
    return open(sealed, bindings(client, false));
  }

  SecretExtras openExtras(ProviderClient client) throws UnusableSettings {
    return new SecretExtras(
        openEach(client.settings().secretParameters(), client),
        openEach(client.settings().secretHeaders(), client));
  }

  private Map<String, Secret> openEach(Map<String, SealedText> sealed, ProviderClient client)
      throws UnusableSettings {
    Map<String, Secret> opened = new TreeMap<>();
    for (Map.Entry<String, SealedText> entry : sealed.entrySet()) {
      Secret secret = open(entry.getValue(), List.of(binding(client, true)));
      if (secret != null) {
        opened.put(entry.getKey(), secret);
      }
    }
    return opened;
  }

  private @Nullable Secret open(@Nullable SealedText sealed, List<Binding> bindings)
      throws UnusableSettings {
    if (sealed == null) {
      return null;
    }
    Opener.Opened opened = new Opener.Opened.Refused("bound to nothing");
    for (Binding binding : bindings) {
      opened = opener.open(sealed, binding);
      if (!(opened instanceof Opener.Opened.Refused)) {
        break;
      }
    }
    return switch (opened) {
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
    return sealer.seal(secret, binding(client, revealed(client)));
  }

  /** Other seals of the same secrets, where they are not sealed to the current key. */
  List<SecretPromotion> reseal(@Nullable SealedText secret, ProviderClient client)
      throws UnusableSettings {
    ConnectionSettings settings = client.settings();
    List<SecretPromotion> promotions = new ArrayList<>();
    reseal(secret, revealed(client), client, promotions);
    reseal(settings.sealedPrivateKey(), false, client, promotions);
    for (SealedText sealed : settings.secretParameters().values()) {
      reseal(sealed, true, client, promotions);
    }
    for (SealedText sealed : settings.secretHeaders().values()) {
      reseal(sealed, true, client, promotions);
    }
    return promotions;
  }

  private void reseal(
      @Nullable SealedText sealed,
      boolean isRevealed,
      ProviderClient client,
      List<SecretPromotion> promotions)
      throws UnusableSettings {
    if (sealed == null || sealer.currentKeyId().equals(keyId(sealed))) {
      return;
    }
    Secret secret = open(sealed, bindings(client, isRevealed));
    if (secret != null) {
      promotions.add(
          new SecretPromotion(
              SecretPromotion.Reason.RESEALED,
              client.accountId(),
              sealed,
              sealer.seal(secret, binding(client, isRevealed))));
    }
  }

  private static String keyId(SealedText sealed) {
    try {
      return String.valueOf(com.nimbusds.jose.JWEObject.parse(sealed.jwe()).getHeader().getKeyID());
    } catch (ParseException damaged) {
      throw new IllegalStateException("what was opened is damaged");
    }
  }

  private static boolean revealed(ProviderClient client) {
    return client.settings().authMethod().revealsSecret();
  }

  private static Binding binding(ProviderClient client, boolean isRevealed) {
    return Binding.secret(
        client.accountId(), client.connectionId(), URI.create(client.tokenEndpoint()), isRevealed);
  }

  /**
   * What a secret may be bound to that is used in this way: one that may be revealed may as well be
   * signed with; and older ones are bound to the origin alone.
   */
  private static List<Binding> bindings(ProviderClient client, boolean revealed) {
    URI endpoint = URI.create(client.tokenEndpoint());
    String account = client.accountId();
    String id = client.connectionId();
    List<Binding> bindings = new ArrayList<>();
    bindings.add(Binding.secret(account, id, endpoint, revealed));
    if (!revealed) {
      bindings.add(Binding.secret(account, id, endpoint, true));
    }
    bindings.add(Binding.secret(account, id, Origin.of(endpoint)));
    return bindings;
  }
}
