package io.atlas.tokens.grant;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.text.LowerCase;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The token endpoint that the issuer's metadata names, where another of its URLs was pasted. At
 * most two issuers are asked.
 */
final class EndpointSuggestion {

  /** Where the issuer ends in the URLs of usual servers. */
  private static final List<String> AFTER_ISSUER =
      List.of("/protocol/", "/.well-known/", "/oauth2/", "/oauth/", "/connect/", "/oidc/", "/as/");

  private static final Duration WORTHWHILE = Duration.ofSeconds(1);

  private final IssuerMetadata issuers;

  EndpointSuggestion(IssuerMetadata issuers) {
    this.issuers = issuers;
  }

  /** The same failure, with the endpoint found in its hint. */
  CredentialFailure added(CredentialFailure failure, ProviderClient client, Duration patience)
      throws InterruptedException {
    boolean anotherUrl =
        failure.code() == CredentialCategory.NOT_AN_OAUTH_ENDPOINT
            || failure.code() == CredentialCategory.REDIRECT;
    if (!anotherUrl || patience.compareTo(WORTHWHILE) < 0) {
      return failure;
    }
    String pasted = client.tokenEndpoint();
    String authorities = client.settings().caCertificates();
    for (String issuer : issuers(pasted)) {
      String found = issuers.ofIssuer(issuer, authorities, patience.dividedBy(2)).tokenEndpoint();
      if (found != null && !found.isEmpty() && !found.equals(pasted)) {
        return new CredentialFailure(
            failure.code(),
            failure.providerError(),
            failure.providerErrorDescription(),
            failure.hint() + " The issuer's metadata names it: use " + found + ".");
      }
    }
    return failure;
  }

  static Set<String> issuers(String pasted) {
    URI url = URI.create(pasted);
    String root = url.getScheme() + "://" + url.getRawAuthority();
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    String lower = LowerCase.ascii(path);
    int end = path.length();
    for (String mark : AFTER_ISSUER) {
      int at = lower.indexOf(mark);
      end = at >= 0 ? Math.min(end, at) : end;
    }
    if (end == path.length() && !lower.contains("/realms/")) {
      // Of /tenant/authorize, /tenant.
      end = Math.max(0, path.lastIndexOf('/'));
    }
    Set<String> issuers = new LinkedHashSet<>();
    issuers.add(root + path.substring(0, end));
    issuers.add(root);
    return issuers;
  }
}
