package io.atlas.worker.token;

import io.atlas.model.dpop.DpopKey;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.TokenState.Grant;
import io.atlas.model.key.ClientCertificate;
import io.atlas.model.key.UnusableKeyException;
import io.atlas.model.redaction.Redaction;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.Opener;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Secret;
import io.atlas.worker.call.AuthorizationHeader;
import io.atlas.worker.call.TargetTls;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Opens a grant: the token, and what has to be shown with it. Thread-safe. */
final class TokenOpening {

  private final Opener opener;
  private final SecureRandom random;

  TokenOpening(Opener opener, SecureRandom random) {
    this.opener = opener;
    this.random = random;
  }

  /**
   * @param connection of the grant's credentials version
   * @param known what was made for the same version before, to be used again; or null
   */
  Authorization open(
      String connectionId, ConnectionState connection, Grant grant, @Nullable TargetTls known) {
    try {
      Secret token =
          text(
              grant.sealedToken(),
              Binding.grant(connectionId, grant.credentialsVersion(), grant.generation()),
              "token");
      ConnectionSettings settings = connection.settings();
      AuthorizationHeader header = AuthorizationHeader.bearer(token);
      TokenProof proof = null;
      TargetTls tls = known;
      switch (settings.tokenBinding()) {
        case NONE -> {}
        case DPOP -> {
          DpopKey key = DpopKey.of(key(connectionId, connection, grant), random);
          proof = new TokenProof(key, token);
          header = AuthorizationHeader.dpop(token);
        }
        case UNKNOWN ->
            throw new NotOpenedException(
                "This worker's version does not know what the token is bound to.");
        case MTLS -> {
          if (tls == null) {
            tls =
                TargetTls.of(
                    certificate(connectionId, connection, grant), settings.caCertificates());
          }
        }
      }
      if (tls == null && settings.caCertificates() != null) {
        tls = TargetTls.of(null, settings.caCertificates());
      }
      return new Authorization.Token(header, Redaction.of(token), grant.generation(), proof, tls);
    } catch (NotOpenedException notOpened) {
      return new Authorization.Unavailable(notOpened.words(), null);
    } catch (UnusableKeyException unusable) {
      return new Authorization.Refused(
          FailureCategory.CONNECTION_FAILING,
          "The connection's certificate, private key or CA certificates cannot be used.",
          unusable.hint());
    }
  }

  private ClientCertificate certificate(
      String connectionId, ConnectionState connection, Grant grant)
      throws NotOpenedException, UnusableKeyException {
    String chain = connection.settings().certificate();
    if (chain == null) {
      throw new UnusableKeyException("Enter the connection's certificate.");
    }
    return ClientCertificate.ofPkcs8(chain, key(connectionId, connection, grant));
  }

  private Secret key(String connectionId, ConnectionState connection, Grant grant)
      throws NotOpenedException {
    SealedText sealed = grant.sealedBindingKey();
    if (sealed == null) {
      throw new NotOpenedException("The token came without the key that it is bound to.");
    }
    return text(
        sealed,
        Binding.grantKey(
            connection.accountId(), connectionId, grant.credentialsVersion(), grant.generation()),
        "token's key");
  }

  private Secret text(SealedText sealed, Binding binding, String what) throws NotOpenedException {
    return switch (opener.open(sealed, binding)) {
      case Opener.Opened.Text(Secret secret) -> secret;
      case Opener.Opened.UnknownKey(String _) ->
          throw new NotOpenedException("The key that opens the " + what + " is not here yet.");
      case Opener.Opened.Refused(String reason) ->
          throw new NotOpenedException("The " + what + " cannot be opened: " + reason + ".");
    };
  }

  /** Not now: another key file, or another grant, may come. */
  private static final class NotOpenedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotOpenedException(String words) {
      super(words, null, false, false);
    }

    String words() {
      return String.valueOf(getMessage());
    }
  }
}
