package io.atlas.tokens.grant;

import io.atlas.model.seal.Secret;
import io.atlas.tokens.endpoint.UnusableSettings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The HTTP Basic header, RFC 6749 section 2.3.1. */
final class BasicAuthentication {

  private BasicAuthentication() {}

  /** Id and secret each form-encoded first, as the RFC has it. */
  static void encoded(TokenRequestDraft draft, ProviderClient client, ClientKeys keys)
      throws UnusableSettings {
    String id = TokenRequestDraft.formEncode(client.settings().clientId());
    String secret = TokenRequestDraft.formEncode(keys.requireSecret().value());
    put(draft, id + ":" + secret);
  }

  /** Id and secret as they are, for servers that do not decode. */
  static void raw(TokenRequestDraft draft, ProviderClient client, ClientKeys keys)
      throws UnusableSettings {
    String id = client.settings().clientId();
    if (id.contains(":")) {
      throw UnusableSettings.shape("A Client ID with a colon cannot be sent by basic_raw.");
    }
    put(draft, id + ":" + keys.requireSecret().value());
  }

  private static void put(TokenRequestDraft draft, String pair) {
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    draft.conceal(new Secret(encoded));
    draft.header("Authorization", "Basic " + encoded);
  }
}
