package io.atlas.tokens.endpoint;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.http.TlsFailure;

/** Words and a cure for each TLS failure at a token endpoint. */
final class TlsErrors {

  private TlsErrors() {}

  static CredentialFailure of(TlsFailure failure) {
    return switch (failure) {
      case EXPIRED ->
          tls(
              "The token endpoint's certificate has expired.",
              "The provider must renew its certificate.");
      case NOT_YET_VALID ->
          tls(
              "The token endpoint's certificate is not valid yet.",
              "The provider must present a certificate that is valid now.");
      case SELF_SIGNED ->
          tls(
              "The token endpoint's certificate is signed by itself alone.",
              "Paste that certificate under CA certificates if the provider is your own; a public"
                  + " provider has one from an authority.");
      case INCOMPLETE_CHAIN ->
          tls(
              "The token endpoint sends its certificate alone: an intermediate certificate is"
                  + " missing, or its issuer is not known here.",
              "Have the provider send its intermediate certificates; if it is your own, paste its"
                  + " authority under CA certificates.");
      case UNTRUSTED ->
          tls(
              "The token endpoint's certificate comes from no trusted authority.",
              "Paste its authority under CA certificates if the provider is your own; a public"
                  + " provider has a certificate of a public authority.");
      case OTHER_HOST ->
          tls(
              "The token endpoint's certificate is for another host name.",
              "Check the host in the Token Endpoint; the provider's certificate must name it.");
      case CLIENT_CERTIFICATE ->
          tls(
              "The token endpoint wants a client certificate that it accepts.",
              "Enter the certificate the provider knows, with its private key and intermediates, and"
                  + " choose tls_client_auth, or the token binding mtls beside another method.");
      case NOT_TLS ->
          tls(
              "The token endpoint does not speak TLS on this port: it answers in plain http.",
              "Check the port in the Token Endpoint; https usually has port 443. Enter it with http"
                  + " only where the operator allows plain http to that address.");
      case OLD_VERSION ->
          tls(
              "The token endpoint offers no TLS version that is still safe.",
              "The provider must offer TLS 1.2 or 1.3.");
      case BROKEN_OFF ->
          tls(
              "The token endpoint broke off the TLS handshake.",
              "If the provider expects a client certificate, choose tls_client_auth; else it offers"
                  + " no cipher or version in common.");
      case OTHER ->
          tls("The TLS handshake with the token endpoint failed.", CredentialCategory.TLS.hint());
    };
  }

  private static CredentialFailure tls(String words, String hint) {
    return new CredentialFailure(CredentialCategory.TLS, null, words, hint);
  }
}
