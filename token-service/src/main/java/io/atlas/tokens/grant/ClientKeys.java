package io.atlas.tokens.grant;

import io.atlas.model.seal.Secret;
import io.atlas.tokens.endpoint.UnusableSettings;
import org.jspecify.annotations.Nullable;

/** A client's secrets, opened for one token request. */
record ClientKeys(@Nullable Secret secret, @Nullable Secret privateKey) {

  Secret requireSecret() throws UnusableSettings {
    if (secret == null) {
      throw UnusableSettings.shape("The auth method needs a Client Secret: enter one.");
    }
    return secret;
  }

  Secret requirePrivateKey() throws UnusableSettings {
    if (privateKey == null) {
      throw UnusableSettings.shape("The auth method needs a private key: enter one.");
    }
    return privateKey;
  }
}
