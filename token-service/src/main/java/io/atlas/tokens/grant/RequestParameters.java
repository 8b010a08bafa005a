package io.atlas.tokens.grant;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.provider.Provider;
import io.atlas.model.provider.ReservedNames;
import io.atlas.tokens.endpoint.UnusableSettings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything of a token request but the client's proof. */
final class RequestParameters {

  private RequestParameters() {}

  static void put(
      TokenRequestDraft draft,
      ConnectionSettings settings,
      Optional<Provider> provider,
      SecretExtras secrets)
      throws UnusableSettings {
    draft.parameter("grant_type", settings.grantType());
    if (!settings.scopes().isEmpty()) {
      draft.parameter("scope", String.join(settings.scopeSeparator(), settings.scopes()));
    }
    if (settings.audience() != null && !settings.audience().isBlank()) {
      draft.parameter("audience", settings.audience());
    }
    settings.resource().forEach(resource -> draft.parameter("resource", resource));
    Map<String, String> extra = new TreeMap<>(provider.map(Provider::parameters).orElse(Map.of()));
    extra.putAll(settings.extraParameters());
    secrets.parameters().forEach((name, secret) -> extra.put(name, secret.value()));
    for (Map.Entry<String, String> parameter : extra.entrySet()) {
      if (ReservedNames.parameter(parameter.getKey())) {
        throw UnusableSettings.shape(
            "Remove the extra parameter " + parameter.getKey() + ": it has a field of its own.");
      }
      draft.parameter(parameter.getKey(), parameter.getValue());
    }
    Map<String, String> headers = new TreeMap<>(settings.extraHeaders());
    secrets.headers().forEach((name, secret) -> headers.put(name, secret.value()));
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (!ReservedNames.headerAllowed(header.getKey(), header.getValue())) {
        throw UnusableSettings.shape(
            "Remove the extra header " + header.getKey() + ": it is reserved or malformed.");
      }
      draft.header(header.getKey(), header.getValue());
    }
  }
}
