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
    if (credentialsVersion < 1 || Versions.checked(version) < credentialsVersion) {
      throw new IllegalArgumentException("credentialsVersion must be 1 to version");
    }
    allowedHosts = allowedHosts == null ? List.of() : List.copyOf(allowedHosts);
  }

  public ConnectionState withVersion(long next, long nextOfCredentials) {
    return copy(next, nextOfCredentials, name, settings, sealedSecret);
  }

  /** The next version, which drops no token. */
  public ConnectionState renamed(String next) {
    return copy(version + 1, credentialsVersion, next, settings, sealedSecret);
  }

  /** The next version, with other seals; what is sealed is the same or was accepted already. */
  public ConnectionState resealed(@Nullable SealedText secret, ConnectionSettings next) {
    return copy(version + 1, credentialsVersion, name, next, secret);
  }

  private ConnectionState copy(
      long nextVersion,
      long nextOfCredentials,
      String nextName,
      ConnectionSettings nextSettings,
      @Nullable SealedText secret) {
    return new ConnectionState(
        nextVersion,
        nextOfCredentials,
        accountId,
        nextName,
        tokenEndpoint,
        nextSettings,
        allowedHosts,
        secret);
  }
}
