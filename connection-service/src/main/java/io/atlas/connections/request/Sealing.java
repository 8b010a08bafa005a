package io.atlas.connections.request;

import io.atlas.model.seal.Binding;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Sealer;
import io.atlas.model.seal.Secret;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Seals what this service never needs in the clear again: it has only the public keys. Thread-safe.
 */
public final class Sealing {

  private static final Logger log = LoggerFactory.getLogger(Sealing.class);

  private final KeyRing connectionSecrets;
  private final KeyRing accessTokens;

  public Sealing(KeyRing connectionSecrets, KeyRing accessTokens) {
    this.connectionSecrets = connectionSecrets;
    this.accessTokens = accessTokens;
  }

  /**
   * For the token-service, to be used for this token endpoint only.
   *
   * @param revealed whether the endpoint is told the secret itself
   */
  public SealedText connectionSecret(
      Secret secret,
      String accountId,
      String connectionId,
      String tokenEndpoint,
      boolean revealed) {
    return new Sealer(connectionSecrets)
        .seal(secret, Binding.secret(accountId, connectionId, URI.create(tokenEndpoint), revealed));
  }

  /** For the workers, to be sent to the origin of the action's URL only. */
  public SealedText header(Secret value, String accountId, String actionId, Origin origin) {
    return new Sealer(accessTokens).seal(value, Binding.header(accountId, actionId, origin));
  }

  /** Follows a promotion of another key. A file that cannot be read leaves the old keys in use. */
  @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
  void reload() {
    for (KeyRing keys : List.of(connectionSecrets, accessTokens)) {
      try {
        keys.reload();
      } catch (UncheckedIOException unreadable) {
        log.warn("sealing goes on with the keys read before: {}", unreadable.getMessage());
      }
    }
  }
}
