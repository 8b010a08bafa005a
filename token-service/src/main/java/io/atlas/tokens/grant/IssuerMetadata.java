package io.atlas.tokens.grant;

import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.IssuerDiscovery;
import io.atlas.tokens.diagnosis.ProviderError.Form;
import io.atlas.tokens.endpoint.EndpointOutcome;
import io.atlas.tokens.endpoint.HttpResponse;
import io.atlas.tokens.endpoint.TokenEndpoint;
import io.atlas.tokens.endpoint.UnusableSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads an issuer's metadata: OpenID Connect Discovery section 4 (the path appended), then RFC 8414
 * section 3 (the path inserted). Every URL in it is a stranger's, so it is checked as if a user had
 * typed it. Thread-safe.
 */
public final class IssuerMetadata {

  private static final String OPENID = "/.well-known/openid-configuration";
  private static final String OAUTH = "/.well-known/oauth-authorization-server";
  private static final int MOST_SCOPES = 200;

  private static final Map<String, AuthMethod> METHODS = methods();

  private final TokenEndpoint endpoint;
  private final Clock clock;

  public IssuerMetadata(TokenEndpoint endpoint, Clock clock) {
    this.endpoint = endpoint;
    this.clock = clock;
  }

  private static Map<String, AuthMethod> methods() {
    Map<String, AuthMethod> methods = new HashMap<>();
    for (AuthMethod method : AuthMethod.values()) {
      registered(method).forEach(name -> methods.put(name, method));
    }
    return Map.copyOf(methods);
  }

  /** Its names in the registry of token endpoint authentication methods (RFC 8414 section 7.2). */
  private static List<String> registered(AuthMethod method) {
    return switch (method) {
      case BASIC -> List.of("client_secret_basic");
      case BASIC_RAW, UNKNOWN -> List.of();
      case POST -> List.of("client_secret_post");
      case CLIENT_SECRET_JWT -> List.of("client_secret_jwt");
      case PRIVATE_KEY_JWT -> List.of("private_key_jwt");
      case TLS_CLIENT_AUTH -> List.of("tls_client_auth", "self_signed_tls_client_auth");
    };
  }

  /**
   * @param pasted an issuer, or any URL of it: of its metadata, or of one of its endpoints
   * @param authorities PEM, the only ones trusted, or null for the usual ones
   * @throws InterruptedException where the caller is interrupted
   */
  public IssuerDiscovery.Result discover(
      String pasted, @Nullable String authorities, Duration patience) throws InterruptedException {
    Instant deadline = clock.instant().plus(patience);
    String url = pasted.strip();
    IssuerDiscovery.Result asked = ofIssuer(url, authorities, patience.dividedBy(2));
    CredentialFailure failure = asked.failure();
    if (failure == null || failure.code() != CredentialCategory.NOT_AN_OAUTH_ENDPOINT) {
      return asked;
    }
    for (String issuer : EndpointSuggestion.issuers(url)) {
      Duration left = Duration.between(clock.instant(), deadline);
      if (!withoutSlash(issuer).equals(withoutSlash(url)) && left.isPositive()) {
        IssuerDiscovery.Result found = ofIssuer(issuer, authorities, left.dividedBy(2));
        if (found.failure() == null) {
          return found;
        }
      }
    }
    return asked;
  }

  /**
   * @param pasted an issuer, or the address of its metadata
   * @param authorities PEM, the only ones trusted, or null for the usual ones
   * @throws InterruptedException where the caller is interrupted
   */
  IssuerDiscovery.Result ofIssuer(String pasted, @Nullable String authorities, Duration patience)
      throws InterruptedException {
    String issuer = issuerOf(pasted);
    CredentialFailure refused = problem(issuer, "The issuer");
    if (refused != null) {
      return IssuerDiscovery.Result.failed(refused);
    }
    Instant deadline = clock.instant().plus(patience);
    CredentialFailure last = CredentialFailure.of(CredentialCategory.NOT_AN_OAUTH_ENDPOINT);
    for (String url : candidates(URI.create(issuer))) {
      EndpointOutcome reply =
          endpoint.get(url, authorities, Duration.between(clock.instant(), deadline));
      switch (reply) {
        case EndpointOutcome.Unreachable(CredentialFailure failure) -> {
          return IssuerDiscovery.Result.failed(failure);
        }
        case EndpointOutcome.Responded(HttpResponse answer, _) -> {
          JsonNode metadata = answer.successful() ? json(answer) : null;
          if (metadata != null) {
            return result(issuer, metadata);
          }
          last = noMetadata("HTTP " + answer.status() + " at " + URI.create(url).getPath());
        }
      }
    }
    return IssuerDiscovery.Result.failed(last);
  }

  private IssuerDiscovery.Result result(String asked, JsonNode metadata) {
    String issuer = metadata.path("issuer").asString("");
    // A trailing slash is the one difference that people cannot see in what they copy.
    if (!withoutSlash(issuer).equals(withoutSlash(asked))) {
      return IssuerDiscovery.Result.failed(
          noMetadata("The metadata is another issuer's: it must name exactly the one asked for."));
    }
    List<String> warnings = new ArrayList<>();
    List<AuthMethod> methods = methods(metadata);
    String tokenEndpoint = metadata.path("token_endpoint").asString("");
    String ofCertificates = endpointOfCertificates(metadata, tokenEndpoint);
    if (ofCertificates != null && methods.equals(List.of(AuthMethod.TLS_CLIENT_AUTH))) {
      tokenEndpoint = ofCertificates;
    } else if (ofCertificates != null) {
      warnings.add(
          "With tls_client_auth or the token binding mtls, use the token endpoint for certificates"
              + " instead: "
              + ofCertificates
              + ".");
    }
    CredentialFailure refused = problem(tokenEndpoint, "The metadata's token_endpoint");
    if (refused != null) {
      return IssuerDiscovery.Result.failed(refused);
    }
    List<String> grants = texts(metadata.path("grant_types_supported"));
    if (!grants.isEmpty() && !grants.contains("client_credentials")) {
      warnings.add("The issuer does not list the client credentials grant.");
    }
    return new IssuerDiscovery.Result(
        issuer,
        tokenEndpoint,
        ofCertificates,
        methods,
        texts(metadata.path("scopes_supported")),
        warnings,
        null);
  }

  /**
   * RFC 8705 section 5: clients that bring a certificate may have an endpoint of their own. Null
   * where it is the usual one, or none that may be called.
   */
  private @Nullable String endpointOfCertificates(JsonNode metadata, String usual) {
    String alias = metadata.path("mtls_endpoint_aliases").path("token_endpoint").asString("");
    boolean another = !alias.isEmpty() && !alias.equals(usual);
    return another && endpoint.check(alias) instanceof Verdict.Allowed ? alias : null;
  }

  /** RFC 8414 section 2: without a list it is client_secret_basic. */
  private static List<AuthMethod> methods(JsonNode metadata) {
    List<String> listed = texts(metadata.path("token_endpoint_auth_methods_supported"));
    if (listed.isEmpty()) {
      return List.of(AuthMethod.BASIC);
    }
    return listed.stream()
        .filter(METHODS::containsKey)
        .map(name -> METHODS.getOrDefault(name, AuthMethod.BASIC))
        .distinct()
        .toList();
  }

  private @Nullable CredentialFailure problem(String url, String what) {
    return switch (endpoint.check(url)) {
      case Verdict.Allowed _ -> null;
      case Verdict.Malformed(String reason) ->
          UnusableSettings.shape(what + " must " + reason + ".").failure();
      case Verdict.Blocked _ -> CredentialFailure.of(CredentialCategory.BLOCKED_ADDRESS);
      case Verdict.Unresolvable _ -> CredentialFailure.of(CredentialCategory.DNS);
    };
  }

  private static CredentialFailure noMetadata(String words) {
    return new CredentialFailure(
        CredentialCategory.NOT_AN_OAUTH_ENDPOINT,
        null,
        words,
        "Check the issuer, or enter the Token Endpoint from the provider's documentation.");
  }

  private static String issuerOf(String pasted) {
    for (String suffix : List.of(OPENID, OAUTH)) {
      int at = pasted.indexOf(suffix);
      if (at > 0) {
        return pasted.substring(0, at) + pasted.substring(at + suffix.length());
      }
    }
    return pasted;
  }

  private static List<String> candidates(URI issuer) {
    String root = issuer.getScheme() + "://" + issuer.getRawAuthority();
    String path = withoutSlash(issuer.getRawPath() == null ? "" : issuer.getRawPath());
    return path.isEmpty()
        ? List.of(root + OPENID, root + OAUTH)
        : List.of(root + path + OPENID, root + OAUTH + path, root + OPENID + path);
  }

  private static String withoutSlash(String text) {
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static @Nullable JsonNode json(HttpResponse answer) {
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    return ResponseFields.read(text, Form.JSON);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : array) {
      String text = value.asString("");
      if (texts.size() < MOST_SCOPES && text.matches("[\\x21-\\x7E]{1,200}")) {
        texts.add(text);
      }
    }
    return texts;
  }
}
