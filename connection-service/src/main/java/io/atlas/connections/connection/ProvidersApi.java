package io.atlas.connections.connection;

import io.atlas.connections.account.Account;
import io.atlas.connections.credentialtest.CredentialTests;
import io.atlas.connections.credentialtest.TestAllowance;
import io.atlas.connections.credentialtest.TestResponse;
import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.connections.request.DescribedBody;
import io.atlas.connections.request.Fields;
import io.atlas.connections.request.Page;
import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.IssuerDiscovery;
import io.atlas.model.provider.Provider;
import io.atlas.model.provider.Providers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What helps to fill in a connection's form. */
@RestController
@RequestMapping("/api/v1")
class ProvidersApi implements DescribedBody.Source {

  private final Providers presets;
  private final CredentialTests tokenService;
  private final EgressGuard egress;
  private final TestAllowance allowance;

  ProvidersApi(
      Providers presets,
      CredentialTests tokenService,
      EgressGuard egress,
      TestAllowance allowance) {
    this.presets = presets;
    this.tokenService = tokenService;
    this.egress = egress;
    this.allowance = allowance;
  }

  /** All of them: there are some dozens. */
  @GetMapping("/providers")
  Page<Provider> providers() {
    return new Page<>(presets.all(), null);
  }

  /**
   * What an issuer's metadata says (RFC 8414, OpenID Connect Discovery).
   *
   * @param mtlsTokenEndpoint for clients that bring a certificate, where it differs (RFC 8705)
   */
  record Discovered(
      @Nullable String issuer,
      @Nullable String tokenEndpoint,
      @Nullable String mtlsTokenEndpoint,
      List<AuthMethod> authMethods,
      List<String> scopes,
      List<String> warnings) {}

  @PostMapping("/discover")
  Discovered discover(Account account, Fields body) {
    Question asked = Question.read(body);
    String issuer = asked.issuer();
    body.done();
    switch (egress.check(issuer)) {
      case Verdict.Allowed _, Verdict.Unresolvable _ -> {}
      case Verdict.Malformed(String reason) ->
          throw InvalidFieldsException.of("issuer", "must " + reason);
      case Verdict.Blocked _ ->
          throw TestResponse.refused(CredentialFailure.of(CredentialCategory.BLOCKED_ADDRESS), 0);
    }
    IssuerDiscovery.Result found =
        allowance.within(account.id(), () -> tokenService.discover(issuer, asked.caCertificates()));
    if (found.failure() != null) {
      throw TestResponse.refused(found.failure(), 0);
    }
    return new Discovered(
        found.issuer(),
        found.tokenEndpoint(),
        found.mtlsTokenEndpoint(),
        found.authMethods(),
        found.scopes(),
        found.warnings());
  }

  private record Question(String issuer, @Nullable String caCertificates) {

    static Question read(Fields body) {
      return new Question(
          body.requiredUrl("issuer", 2_048),
          ConnectionRules.certificates(body, "caCertificates", ConnectionBody.LONGEST_PEM));
    }
  }

  @Override
  public List<DescribedBody> bodies() {
    return List.of(
        DescribedBody.of(
            "POST /api/v1/discover",
            Question::read,
            Map.of(
                "issuer",
                "The issuer's URL",
                "caCertificates",
                "PEM; the only authorities trusted for the issuer")));
  }
}
