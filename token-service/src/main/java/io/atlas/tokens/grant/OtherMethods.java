package io.atlas.tokens.grant;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.seal.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The auth methods that are tried, once each and in a test only, where one was refused. */
final class OtherMethods {

  private OtherMethods() {}

  /** With a secret that form-encoding changes, a server that does not decode is the likeliest. */
  static List<AuthMethod> of(ConnectionSettings settings, @Nullable Secret secret) {
    return switch (settings.authMethod()) {
      case BASIC ->
          secret != null && changedByEncoding(settings.clientId(), secret)
              ? List.of(AuthMethod.BASIC_RAW, AuthMethod.POST)
              : List.of(AuthMethod.POST);
      case BASIC_RAW -> List.of(AuthMethod.POST);
      case POST -> List.of(AuthMethod.BASIC);
      case CLIENT_SECRET_JWT, PRIVATE_KEY_JWT, TLS_CLIENT_AUTH, UNKNOWN -> List.of();
    };
  }

  private static boolean changedByEncoding(String clientId, Secret secret) {
    return !clientId.contains(":")
        && (!TokenRequestDraft.formEncode(clientId).equals(clientId)
            || !TokenRequestDraft.formEncode(secret.value()).equals(secret.value()));
  }
}
