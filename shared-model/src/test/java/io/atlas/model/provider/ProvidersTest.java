package io.atlas.model.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.provider.Provider.Variable;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersTest {

  private static final Providers PROVIDERS = Providers.load();

  @Test
  void atLeastThirtyProvidersArePresent() {
    assertThat(PROVIDERS.all()).hasSizeGreaterThanOrEqualTo(30);
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

  private static Map<String, String> examples(Provider provider) {
    return provider.variables().stream()
        .collect(Collectors.toMap(Variable::name, Variable::example));
  }
}
