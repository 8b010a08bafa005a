package io.atlas.tokens.endpoint;

import io.atlas.model.egress.EgressGuard.BlockedAddressException;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.http.TlsFailure;
import io.atlas.tokens.endpoint.BoundedResponse.ResponseRefused;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.MessageConstraintException;

/** Words and a category for what went wrong below HTTP. */
final class NetworkErrors {

  private NetworkErrors() {}

  /**
   * @param certificateAsked whether the server asked for a client certificate in the handshake and
   *     has not responded since
   */
  static CredentialFailure diagnose(IOException error, boolean certificateAsked) {
    return switch (error) {
      case BlockedAddressException _ -> CredentialFailure.of(CredentialCategory.BLOCKED_ADDRESS);
      case UnknownHostException _ -> CredentialFailure.of(CredentialCategory.DNS);
      case SSLException tls -> TlsErrors.of(TlsFailure.of(tls, certificateAsked));
      case ResponseRefused refused -> unusable(String.valueOf(refused.getMessage()));
      case MessageConstraintException _ -> unusable("The head of the answer is too large.");
      case ZipException _ -> unusable("The answer says that it is compressed, and is not.");
      case NoRouteToHostException _ -> unavailable("There is no route to the token endpoint.");
      case ConnectException _ ->
          new CredentialFailure(
              CredentialCategory.TRANSIENT,
              null,
              "The token endpoint does not accept connections.",
              "Check host and port in the Token Endpoint (https usually has 443, http 80); if both"
                  + " are right, the provider is down.");
      case ClientProtocolException _ ->
          new CredentialFailure(
              CredentialCategory.NOT_AN_OAUTH_ENDPOINT,
              null,
              "What answers is not HTTP.",
              "Check the port in the Token Endpoint; if it speaks TLS, enter it with https:// rather"
                  + " than http://.");
      case InterruptedIOException _ -> CredentialFailure.of(CredentialCategory.TIMEOUT);
      default ->
          certificateAsked
              ? TlsErrors.of(TlsFailure.CLIENT_CERTIFICATE)
              : unavailable("The connection to the token endpoint broke off.");
    };
  }

  static boolean refused(SocketException error) {
    return error instanceof ConnectException || error instanceof NoRouteToHostException;
  }

  private static CredentialFailure unusable(String words) {
    return new CredentialFailure(
        CredentialCategory.BAD_RESPONSE, null, words, CredentialCategory.BAD_RESPONSE.hint());
  }

  private static CredentialFailure unavailable(String words) {
    return new CredentialFailure(
        CredentialCategory.TRANSIENT, null, words, CredentialCategory.TRANSIENT.hint());
  }
}
