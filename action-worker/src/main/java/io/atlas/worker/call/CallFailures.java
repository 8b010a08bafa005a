package io.atlas.worker.call;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.event.FailureCategory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;

/** What an exception of the client means. */
final class CallFailures {

  private CallFailures() {}

  static FailureCategory categoryOf(Exception failure) {
    return switch (failure) {
      case EgressGuard.BlockedAddressException _ -> FailureCategory.BLOCKED_ADDRESS;
      case MessageConstraintException _ -> FailureCategory.RESPONSE_TOO_LARGE;
      case UnknownHostException _ -> FailureCategory.DNS;
      case ConnectTimeoutException _ -> FailureCategory.TIMEOUT;
      case SocketTimeoutException _ -> FailureCategory.TIMEOUT;
      case SSLException _ -> FailureCategory.TLS;
      case ConnectException _, NoRouteToHostException _ -> FailureCategory.CONNECT;
      // Somebody answered, though not as HTTP has it; a connection that breaks is another matter.
      case OtherProtocolException _ -> FailureCategory.TARGET_ERROR;
      case HttpException _, MalformedChunkCodingException _, ConnectionClosedException _ ->
          FailureCategory.TARGET_ERROR;
      default -> FailureCategory.CONNECT;
    };
  }

  /** In our own words: a library's message may quote what was on the wire. */
  static String detailOf(Exception failure) {
    return detailOf(failure, CertificateUse.NOT_ASKED);
  }

  /**
   * @param certificate of a handshake that nothing was answered after
   */
  static String detailOf(Exception failure, CertificateUse certificate) {
    String detail = plainly(failure, certificate);
    boolean brokenOff =
        failure instanceof IOException
            && !(failure instanceof SSLException)
            && (categoryOf(failure) == FailureCategory.CONNECT
                || failure instanceof ConnectionClosedException);
    return !brokenOff
        ? detail
        : switch (certificate) {
          case NOT_ASKED -> detail;
          case WANTED ->
              detail
                  + "; it had asked for a client certificate: one that is set in a connection whose"
                  + " token binding is mtls";
          case PRESENTED -> detail + "; it may not accept the connection's client certificate";
        };
  }

  private static String plainly(Exception failure, CertificateUse certificate) {
    return switch (failure) {
      case EgressGuard.BlockedAddressException _ -> EgressGuard.BLOCKED_TEXT;
      case MessageConstraintException _ -> "the answer's head or its trailers are too large";
      case UnknownHostException _ -> "the host name is not known";
      case ConnectTimeoutException _ -> "connecting took too long";
      case SocketTimeoutException _ -> "the handshake took too long";
      case SSLException tls -> TlsFailures.detailOf(tls, certificate);
      case OtherProtocolException other ->
          "the answer shows that " + other.getMessage() + "; actions speak HTTP/1.1";
      case ConnectException _, NoRouteToHostException _ -> "the connection was refused";
      case NoHttpResponseException _ -> "the connection was closed without an answer";
      case ConnectionClosedException _, TruncatedChunkException _ ->
          "the answer ended before its announced end";
      case MalformedChunkCodingException _ -> "the answer's body is not in valid chunks";
      case RefusedHeadException _ -> "the answer announces several lengths for one body";
      case HttpException _ -> "the answer is not valid HTTP";
      case IOException _ -> "the connection broke off";
      default -> failure.getClass().getSimpleName();
    };
  }
}
