package io.atlas.connections.connection;

import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.SecretPromotion;
import io.atlas.model.seal.SealedText;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
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
      ConnectionState state,
      @Nullable SealedText secret,
      @Nullable SealedText privateKey,
      @Nullable SealedText nextSecret,
      @Nullable LocalDate secretExpiresOn) {
    return new ConnectionState(
        state.version() + 1,
        state.credentialsVersion(),
        state.accountId(),
        state.name(),
        state.tokenEndpoint(),
        copy(
            state.settings(),
            privateKey,
            nextSecret,
            secretExpiresOn,
            state.settings().tokenRequestsPerDay(),
            state.settings().rateLimit()),
        state.allowedHosts(),
        secret);
  }

  /** Nothing where what the promotion replaces is no longer there. */
  static Optional<ConnectionState> promoted(ConnectionState state, SecretPromotion promotion) {
    SealedText secret = state.sealedSecret();
    SealedText privateKey = state.settings().sealedPrivateKey();
    SealedText next = state.settings().sealedNextSecret();
    LocalDate expires = state.settings().secretExpiresOn();
    SealedText replaced = promotion.replaces();
    SealedText sealed = promotion.sealedSecret();
    return switch (promotion.reason()) {
      case PROMOTED ->
          // The date was the replaced secret's; nothing is known of the new one's.
          replaced.equals(secret)
              ? Optional.of(resealed(state, sealed, privateKey, null, null))
              : Optional.empty();
      case RESEALED -> {
        if (replaced.equals(secret)) {
          yield Optional.of(resealed(state, sealed, privateKey, next, expires));
        }
        if (replaced.equals(privateKey)) {
          yield Optional.of(resealed(state, secret, sealed, next, expires));
        }
        yield replaced.equals(next)
            ? Optional.of(resealed(state, secret, privateKey, sealed, expires))
            : Optional.empty();
      }
    };
  }

  /** Whether a token that was issued for one may not be used for the other. */
  static boolean matterToToken(ConnectionState before, ConnectionState after) {
    return !before.tokenEndpoint().equals(after.tokenEndpoint())
        || !Objects.equals(before.sealedSecret(), after.sealedSecret())
        || !ofToken(before.settings()).equals(ofToken(after.settings()));
  }

  /** Without reminders, budget, rate and the next secret, which change no token. */
  private static ConnectionSettings ofToken(ConnectionSettings settings) {
    return copy(settings, settings.sealedPrivateKey(), null, null, null, null);
  }

  private static ConnectionSettings copy(
      ConnectionSettings settings,
      @Nullable SealedText privateKey,
      @Nullable SealedText nextSecret,
      @Nullable LocalDate secretExpiresOn,
      @Nullable Integer tokenRequestsPerDay,
      @Nullable RateLimit rateLimit) {
    return new ConnectionSettings(
        settings.clientId(),
        settings.authMethod(),
        settings.scopes(),
        settings.audience(),
        settings.provider(),
        settings.resource(),
        settings.extraParameters(),
        settings.extraHeaders(),
        settings.grantType(),
        settings.bodyFormat(),
        settings.scopeSeparator(),
        privateKey,
        settings.keyId(),
        settings.assertionAlgorithm(),
        settings.assertionAudience(),
        settings.assertionType(),
        settings.certificate(),
        settings.caCertificates(),
        settings.defaultLifetimeSeconds(),
        nextSecret,
        secretExpiresOn,
        tokenRequestsPerDay,
        rateLimit);
  }
}
