package io.atlas.model.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.BodyFormat;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.provider.Provider.Response.LifetimeUnit;
import io.atlas.model.provider.Provider.Variable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {

  private static final Providers PROVIDERS = Providers.load();

  @Test
  void atLeastThirtyProvidersArePresent() {
    assertThat(PROVIDERS.all()).hasSizeGreaterThanOrEqualTo(30);
  }

  /** As providers document it: what a request to each looks like, and what its answer means. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "auth0|https://acme.eu.auth0.com/oauth/token|POST|client_credentials",
        "okta-org|https://acme.okta.com/oauth2/v1/token|PRIVATE_KEY_JWT|client_credentials",
        "okta|https://acme.okta.com/oauth2/default/v1/token|BASIC|client_credentials",
        "microsoft-entra|https://login.microsoftonline.com/3f2b8c1e-5d7a-4e9b-8c6f-1a2b3c4d5e6f/oauth2/v2.0/token|POST|client_credentials",
        "salesforce|https://acme.my.salesforce.com/services/oauth2/token|POST|client_credentials",
        "keycloak|https://sso.acme.com/realms/acme/protocol/openid-connect/token|BASIC|client_credentials",
        "amazon-cognito|https://acme-api.auth.eu-central-1.amazoncognito.com/oauth2/token|BASIC|client_credentials",
        "paypal|https://api-m.paypal.com/v1/oauth2/token|BASIC|client_credentials",
        "zoom|https://zoom.us/oauth/token|BASIC|account_credentials",
        "box|https://api.box.com/oauth2/token|POST|client_credentials",
        "servicenow|https://acme.service-now.com/oauth_token.do|POST|client_credentials",
        "workday|https://wd2-impl-services1.workday.com/ccx/oauth2/acme_preview/token|BASIC|client_credentials",
        "hubspot|https://api.hubapi.com/oauth/v3/token|POST|client_credentials",
        "spotify|https://accounts.spotify.com/api/token|BASIC|client_credentials",
        "twitch|https://id.twitch.tv/oauth2/token|POST|client_credentials",
        "shopify|https://acme-store.myshopify.com/admin/oauth/access_token|POST|client_credentials",
        "adobe-ims|https://ims-na1.adobelogin.com/ims/token/v3|POST|client_credentials",
        "sap-btp|https://acme-prod.authentication.eu10.hana.ondemand.com/oauth/token|BASIC|client_credentials",
        "sap-ariba|https://api.ariba.com/v2/oauth/token|BASIC|openapi_2lo",
        "twilio|https://oauth.twilio.com/v2/token|POST|client_credentials",
        "databricks|https://dbc-a1b2c3d4.cloud.databricks.com/oidc/v1/token|BASIC|client_credentials",
        "ebay|https://api.ebay.com/identity/v1/oauth2/token|BASIC|client_credentials",
        "marketo|https://123-abc-456.mktorest.com/identity/oauth/token|POST|client_credentials",
        "x|https://api.x.com/oauth2/token|BASIC|client_credentials",
        "dynatrace|https://sso.dynatrace.com/sso/oauth2/token|POST|client_credentials",
        "adp|https://accounts.adp.com/auth/oauth/v2/token|BASIC|client_credentials",
        "netsuite|https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token|PRIVATE_KEY_JWT|client_credentials",
        "zendesk|https://acme.zendesk.com/oauth/tokens|POST|client_credentials",
        "fiserv|https://connect.fiservapis.com/oauth2/v1/token|BASIC|client_credentials",
        "greenhouse|https://auth.greenhouse.io/token?grant_type=client_credentials|BASIC|client_credentials",
        "odoo|https://erp.acme.com/restapi/1.0/common/oauth2/access_token|POST|client_credentials",
      })
  void eachProviderIsAskedAsItDocuments(
      String id, String url, AuthMethod method, String grantType) {
    Provider provider = PROVIDERS.find(id).orElseThrow();
    assertThat(provider.tokenEndpoint(examples(provider))).isEqualTo(url);
    assertThat(provider.authMethod()).isEqualTo(method);
    assertThat(provider.grantType()).isEqualTo(grantType);
  }

  @Test
  void whatProvidersDoDifferentlyIsInTheirPresets() {
    assertThat(names("auth0")).contains("audience", "organization");
    assertThat(names("zoom")).contains("account_id");
    assertThat(names("box")).contains("box_subject_type", "box_subject_id");
    assertThat(names("adp")).contains("clientSecret", "certificate", "privateKey");
    assertThat(names("netsuite")).contains("privateKey", "keyId");
    assertThat(names("dynatrace")).contains("resource");
    assertThat(names("greenhouse")).contains("sub");
    // Twilio takes it in the query alone.
    assertThat(names("twilio")).doesNotContain("account_sid");
    assertThat(preset("adobe-ims").scopes().separator()).isEqualTo(",");
    assertThat(preset("microsoft-entra").scopes().comparable()).isFalse();
    assertThat(preset("marketo").scopes().comparable()).isFalse();
    assertThat(preset("databricks").scopes().suggested()).containsExactly("all-apis");
    assertThat(preset("zendesk").parameters()).containsKey("expires_in");
    assertThat(preset("greenhouse").bodyFormat()).isEqualTo(BodyFormat.JSON);
    assertThat(preset("fiserv").response().lifetimeUnit()).isEqualTo(LifetimeUnit.MILLISECONDS);
    assertThat(preset("odoo").response().lifetimeField()).isEqualTo("access_token_validity");
    assertThat(preset("ebay").response().tokenRequestsPerDay()).isEqualTo(1_000);
    assertThat(preset("salesforce").response().defaultLifetimeSeconds()).isNotNull();
    assertThat(preset("x").response().defaultLifetimeSeconds()).isNotNull();
  }

  private static Provider preset(String id) {
    return PROVIDERS.find(id).orElseThrow();
  }

  private static List<String> names(String id) {
    return preset(id).fields().stream().map(Provider.Field::name).toList();
  }

  @Test
  void everyTemplateExpandsToAnHttpsUrlThatMayBeReached() {
    for (Provider provider : PROVIDERS.all()) {
      String url = provider.tokenEndpoint(examples(provider));
      assertThat(EgressGuard.checkForm(url))
          .as(provider.id() + " " + url)
          .isInstanceOf(Verdict.Allowed.class);
      assertThat(URI.create(url).getScheme()).isEqualTo("https");
    }
  }

  @Test
  void everyProviderSaysWhereToFindIdAndProof() {
    for (Provider provider : PROVIDERS.all()) {
      assertThat(provider.fields().stream().map(Provider.Field::name))
          .as(provider.id())
          .contains("clientId")
          .containsAnyOf("clientSecret", "privateKey");
      assertThat(provider.fields()).allMatch(field -> field.where().length() > 10);
    }
  }

  @Test
  void noFixedParameterIsReserved() {
    for (Provider provider : PROVIDERS.all()) {
      assertThat(provider.parameters().keySet()).noneMatch(ReservedNames::parameter);
      assertThat(provider.fields().stream().filter(Provider.Field::parameter))
          .noneMatch(field -> ReservedNames.parameter(field.name()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x.evil.com/",
        "a@b",
        "a/b",
        "a?b",
        "a#b",
        "a\\b",
        "..",
        ".",
        "",
        "a b",
        "a%2fb",
        "a:1",
        "é"
      })
  @DisplayName("vector 92: a variable is one label or segment, nothing else")
  void vector92(String value) {
    Provider keycloak = PROVIDERS.find("keycloak").orElseThrow();
    assertThatThrownBy(() -> keycloak.tokenEndpoint(Map.of("host", "sso.acme.com", "realm", value)))
        .hasMessageContaining("realm");
    Provider salesforce = PROVIDERS.find("salesforce").orElseThrow();
    assertThatThrownBy(() -> salesforce.tokenEndpoint(Map.of("domain", value)))
        .hasMessageContaining("domain");
    assertThatThrownBy(() -> keycloak.tokenEndpoint(Map.of("host", value, "realm", "acme")))
        .hasMessageContaining("host");
  }

  @Test
  void aHintAppliesByCodeAndWords() {
    ErrorHint hint =
        new ErrorHint("invalid_grant", "not authori[sz]ed", CredentialCategory.NOT_ALLOWED, "Do.");
    assertThat(hint.appliesTo("INVALID_GRANT", "App is Not Authorized here")).isTrue();
    assertThat(hint.appliesTo("invalid_grant", null)).isFalse();
    assertThat(hint.appliesTo("invalid_client", "not authorized")).isFalse();
    assertThatThrownBy(() -> new ErrorHint(null, null, null, "Do."))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ErrorHint(null, "(", null, "Do."))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"name\":\"Mine\",\"authMethod\":\"basic\",\"tokenEndpoint\":\"https://a.example/t\",\"colour\":1|colour",
        "\"name\":\"Mine\",\"authMethod\":\"guess\",\"tokenEndpoint\":\"https://a.example/t\"|guess",
        "\"name\":\"Mine\",\"authMethod\":\"basic\"|no token endpoint",
        "\"authMethod\":\"basic\",\"tokenEndpoint\":\"https://a.example/t\"|no name",
        "\"name\":\"Mine\",\"authMethod\":\"basic\",\"tokenEndpoint\":\"https://{a}/t\"|variables and template differ",
      })
  void aBadPresetIsNamed(String fields, String said) {
    assertThatThrownBy(() -> read("[{\"id\":\"mine\"," + fields + "}]"))
        .hasMessageContaining("mine")
        .hasMessageContaining(said);
  }

  @Test
  void anIdThatStandsThereTwiceIsNamed() {
    String preset =
        "{\"id\":\"mine\",\"name\":\"Mine\",\"authMethod\":\"basic\","
            + "\"tokenEndpoint\":\"https://a.example/token\"}";
    assertThat(read("[" + preset + "]").all()).hasSize(1);
    assertThatThrownBy(() -> read("[" + preset + "," + preset + "]"))
        .hasMessage("mine stands there twice");
  }

  private static Providers read(String json) {
    try {
      return Providers.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Map<String, String> examples(Provider provider) {
    return provider.variables().stream()
        .collect(Collectors.toMap(Variable::name, Variable::example));
  }
}
