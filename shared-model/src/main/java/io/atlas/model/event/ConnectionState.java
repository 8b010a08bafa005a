package io.atlas.model.event;

import io.atlas.model.seal.SealedText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A saved client-credentials connection; a value of {@code connections}, keyed by connection id.
 *
 * @param version counts every change, from 1
 * @param credentialsVersion counts the changes that matter to a token, so that a rename drops none
 * @param allowedHosts hosts a token may be sent to, {@code *.example.com} for any below; empty for
 *     any host
 * @param sealedSecret the client secret, bound to account, connection and the token endpoint's
 *     origin; null for methods that need none
 */
public record ConnectionState(
    long version,
    long credentialsVersion,
    String accountId,
    String name,
    String tokenEndpoint,
    ConnectionSettings settings,
    List<String> allowedHosts,
    @Nullable SealedText sealedSecret) {

  public ConnectionState {
    if (credentialsVersion < 1 || version < credentialsVersion) {
      throw new IllegalArgumentException("credentialsVersion must be 1 to version");
    }
    allowedHosts = allowedHosts == null ? List.of() : List.copyOf(allowedHosts);
  }
}
