package io.atlas.connections.connection;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.Seals;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.seal.SealedText;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The next state of a connection, and whether it matters to a token. */
final class States {

  private States() {}

  static ConnectionState version(ConnectionState state, long version, long credentialsVersion) {
    return new ConnectionState(
        version,
        credentialsVersion,
        state.accountId(),
        state.name(),
        state.tokenEndpoint(),
        state.settings(),
        state.allowedHosts(),
        state.sealedSecret());
  }

  static ConnectionState renamed(ConnectionState state, String name) {
    return new ConnectionState(
        state.version() + 1,
        state.credentialsVersion(),
        state.accountId(),
        name,
        state.tokenEndpoint(),
        state.settings(),
        state.allowedHosts(),
        state.sealedSecret());
  }

  /** With other seals and the next version; what is sealed is the same or was accepted already. */
  private static ConnectionState resealed(
      ConnectionState state, @Nullable SealedText secret, ConnectionSettings settings) {
    return new ConnectionState(
        state.version() + 1,
        state.credentialsVersion(),
        state.accountId(),
        state.name(),
        state.tokenEndpoint(),
        settings,
        state.allowedHosts(),
        secret);
  }

  /** Nothing where what the promotion replaces is no longer there. */
  static Optional<ConnectionState> promoted(ConnectionState state, SecretPromotion promotion) {
    ConnectionSettings settings = state.settings();
    Seals seals = settings.seals();
    SealedText secret = state.sealedSecret();
    SealedText replaced = promotion.replaces();
    SealedText sealed = promotion.sealedSecret();
    return switch (promotion.reason()) {
      case PROMOTED ->
          // The date was the replaced secret's; nothing is known of the new one's.
          replaced.equals(secret)
              ? Optional.of(
                  resealed(
                      state,
                      sealed,
                      settings
                          .withSeals(
                              new Seals(
                                  seals.privateKey(), null, seals.parameters(), seals.headers()))
                          .withSecretExpiresOn(null)))
              : Optional.empty();
      case RESEALED -> {
        UnaryOperator<@Nullable SealedText> replace = old -> replaced.equals(old) ? sealed : old;
        ConnectionState next =
            resealed(state, replace.apply(secret), settings.withSeals(seals.map(replace)));
        boolean changed =
            !Objects.equals(next.sealedSecret(), secret) || !next.settings().equals(settings);
        yield changed ? Optional.of(next) : Optional.empty();
      }
    };
  }

  /** Whether a token that was issued for one may not be used for the other. */
  static boolean matterToToken(ConnectionState before, ConnectionState after) {
    return !before.tokenEndpoint().equals(after.tokenEndpoint())
        || !Objects.equals(before.sealedSecret(), after.sealedSecret())
        || !before.settings().ofToken().equals(after.settings().ofToken());
  }
}
