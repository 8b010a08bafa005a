package io.atlas.tokens.grant;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.BodyFormat;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.seal.SealedText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settings of a connection, changed one at a time. */
public final class TestSettings {

  private String clientId = "client";
  private AuthMethod method = AuthMethod.BASIC;
  private List<String> scopes = List.of();
  private @Nullable String audience;
  private @Nullable String provider;
  private List<String> resource = List.of();
  private Map<String, String> parameters = Map.of();
  private Map<String, String> headers = Map.of();
  private final Map<String, SealedText> secretParameters = new TreeMap<>();
  private final Map<String, SealedText> secretHeaders = new TreeMap<>();
  private String grantType = ConnectionSettings.CLIENT_CREDENTIALS;
  private BodyFormat format = BodyFormat.FORM;
  private String separator = " ";
  private @Nullable SealedText privateKey;
  private @Nullable String keyId;
  private @Nullable String algorithm;
  private @Nullable String assertionAudience;
  private @Nullable String assertionType;
  private @Nullable String certificate;
  private @Nullable String authorities;
  private @Nullable Integer lifetime;
  private @Nullable SealedText nextSecret;
  private @Nullable Integer budget;
  private TokenBinding binding = TokenBinding.NONE;

  public static TestSettings of(String clientId, AuthMethod method) {
    TestSettings settings = new TestSettings();
    settings.clientId = clientId;
    settings.method = method;
    return settings;
  }

  public static TestSettings basic() {
    return new TestSettings();
  }

  public TestSettings scopes(String... values) {
    scopes = List.of(values);
    return this;
  }

  public TestSettings separator(String value) {
    separator = value;
    return this;
  }

  public TestSettings audience(String value) {
    audience = value;
    return this;
  }

  public TestSettings provider(String value) {
    provider = value;
    return this;
  }

  public TestSettings resource(String... values) {
    resource = List.of(values);
    return this;
  }

  public TestSettings parameters(Map<String, String> values) {
    parameters = values;
    return this;
  }

  public TestSettings headers(Map<String, String> values) {
    headers = values;
    return this;
  }

  public TestSettings grantType(String value) {
    grantType = value;
    return this;
  }

  public TestSettings json() {
    format = BodyFormat.JSON;
    return this;
  }

  public TestSettings privateKey(SealedText value) {
    privateKey = value;
    return this;
  }

  public TestSettings keyId(String value) {
    keyId = value;
    return this;
  }

  public TestSettings algorithm(String value) {
    algorithm = value;
    return this;
  }

  public TestSettings assertion(String audienceValue, String typeValue) {
    assertionAudience = audienceValue;
    assertionType = typeValue;
    return this;
  }

  public TestSettings certificate(String pem) {
    certificate = pem;
    return this;
  }

  public TestSettings authorities(String pem) {
    authorities = pem;
    return this;
  }

  public TestSettings lifetime(int seconds) {
    lifetime = seconds;
    return this;
  }

  public TestSettings nextSecret(SealedText value) {
    nextSecret = value;
    return this;
  }

  public TestSettings secretParameter(String name, SealedText value) {
    secretParameters.put(name, value);
    return this;
  }

  public TestSettings secretHeader(String name, SealedText value) {
    secretHeaders.put(name, value);
    return this;
  }

  public TestSettings budget(int requestsPerDay) {
    budget = requestsPerDay;
    return this;
  }

  public TestSettings binding(TokenBinding value) {
    binding = value;
    return this;
  }

  public ConnectionSettings build() {
    return new ConnectionSettings(
        clientId,
        method,
        scopes,
        audience,
        provider,
        resource,
        parameters,
        headers,
        secretParameters,
        secretHeaders,
        grantType,
        format,
        separator,
        privateKey,
        keyId,
        algorithm,
        assertionAudience,
        assertionType,
        certificate,
        authorities,
        lifetime,
        nextSecret,
        null,
        budget,
        null,
        binding);
  }
}
