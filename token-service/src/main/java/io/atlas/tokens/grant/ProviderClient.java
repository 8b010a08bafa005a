package io.atlas.tokens.grant;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.seal.SealedText;
import org.jspecify.annotations.Nullable;

/** Whose token is asked for and where: a connection as saved, or settings about to be. */
public record ProviderClient(
    String accountId,
    String connectionId,
    long credentialsVersion,
    String tokenEndpoint,
    ConnectionSettings settings,
    @Nullable SealedText sealedSecret) {

  public static ProviderClient of(String connectionId, ConnectionState connection) {
    return new ProviderClient(
        connection.accountId(),
        connectionId,
        connection.credentialsVersion(),
        connection.tokenEndpoint(),
        connection.settings(),
        connection.sealedSecret());
  }

  public static ProviderClient of(CredentialTest test) {
    return new ProviderClient(
        test.accountId(),
        test.connectionId(),
        test.credentialsVersion(),
        test.tokenEndpoint(),
        test.settings(),
        test.sealedSecret());
  }
}
