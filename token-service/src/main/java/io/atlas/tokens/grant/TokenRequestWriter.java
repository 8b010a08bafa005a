package io.atlas.tokens.grant;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.provider.Provider;
import io.atlas.model.provider.Provider.Assertion.Audience;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.Secret;
import io.atlas.tokens.endpoint.TlsMaterial;
import io.atlas.tokens.endpoint.TokenHttpRequest;
import io.atlas.tokens.endpoint.UnusableSettings;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Token requests of one client: what is asked for, who asks, and what the token is bound to. */
final class TokenRequestWriter {

  private final ProviderClient client;
  private final ConnectionSettings settings;
  private final Optional<Provider> provider;
  private final DpopProofs proofs;
  private final Clock clock;

  TokenRequestWriter(
      ProviderClient client, Optional<Provider> provider, DpopProofs proofs, Clock clock) {
    this.client = client;
    this.settings = client.settings();
    this.provider = provider;
    this.proofs = proofs;
    this.clock = clock;
  }

  /** A request of its own each time: assertions and proofs are used once. */
  TokenHttpRequest write(
      AuthMethod method, ClientKeys keys, SecretExtras extras, BindingKey bindingKey)
      throws UnusableSettings {
    TokenRequestDraft draft = new TokenRequestDraft();
    conceal(draft, keys.secret());
    conceal(draft, keys.privateKey());
    extras.parameters().values().forEach(draft::conceal);
    extras.headers().values().forEach(draft::conceal);
    RequestParameters.put(draft, settings, provider, extras);
    ClientAuthentication.of(method, assertionDefaults(), clock).prove(draft, client, keys);
    boolean presented =
        switch (bindingKey) {
          case BindingKey.Certificate _ -> true;
          // With private_key_jwt a certificate may be there to name the assertion's key alone.
          case BindingKey.None _, BindingKey.Dpop _ ->
              settings.certificate() != null && method != AuthMethod.PRIVATE_KEY_JWT;
        };
    draft.tls(
        new TlsMaterial(
            presented ? settings.certificate() : null,
            presented ? keys.requirePrivateKey() : null,
            settings.caCertificates()));
    if (bindingKey instanceof BindingKey.Dpop(var key)) {
      proofs.put(draft, key, client.tokenEndpoint());
    }
    return draft.build(client.tokenEndpoint(), settings.bodyFormat());
  }

  private AssertionDefaults assertionDefaults() {
    Provider.Assertion rules =
        provider.map(Provider::assertion).orElse(Provider.Assertion.STANDARD);
    String audience =
        rules.audience() == Audience.ORIGIN
            ? Origin.of(client.tokenEndpoint()).scheme()
                + "://"
                + Origin.of(client.tokenEndpoint()).host()
            : client.tokenEndpoint();
    return new AssertionDefaults(audience, rules.type());
  }

  private static void conceal(TokenRequestDraft draft, @Nullable Secret secret) {
    if (secret != null) {
      draft.conceal(secret);
    }
  }
}
