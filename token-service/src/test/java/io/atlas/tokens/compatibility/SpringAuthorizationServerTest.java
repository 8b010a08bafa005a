package io.atlas.tokens.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.tokens.grant.GrantFixture;
import io.atlas.tokens.grant.TestKeys;
import io.atlas.tokens.grant.TestSettings;
import io.atlas.tokens.token.ProviderResponse;
import io.atlas.tokens.token.Purpose;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;

/** Spring Authorization Server, in this process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringAuthorizationServerTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef+/%:~";

  private GrantFixture fixture;
  private FaultyHttpServer jwks;
  private ConfigurableApplicationContext server;
  private String url;

  @BeforeAll
  void start() {
    String keys = new JWKSet(TestKeys.RSA.toPublicJWK()).toString(true);
    jwks = FaultyHttpServer.start(FaultyHttpServer.always(200, keys));
    server =
        new SpringApplicationBuilder(Server.class)
            .bannerMode(Banner.Mode.OFF)
            .properties(
                "spring.config.name=authorization-server",
                "server.port=0",
                "server.address=127.0.0.1",
                "spring.jmx.enabled=false",
                "test.jwks=" + jwks.url("/jwks"))
            .run();
    url =
        "http://localhost:"
            + server.getEnvironment().getProperty("local.server.port")
            + "/oauth2/token";
    fixture = new GrantFixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
    server.close();
    jwks.close();
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Server {

    @Bean
    RegisteredClientRepository clients(org.springframework.core.env.Environment environment) {
      String keys = environment.getRequiredProperty("test.jwks");
      return new InMemoryRegisteredClientRepository(
          client("basic:client", ClientAuthenticationMethod.CLIENT_SECRET_BASIC, settings -> {}),
          client("post-client", ClientAuthenticationMethod.CLIENT_SECRET_POST, settings -> {}),
          client(
              "secret-jwt-client",
              ClientAuthenticationMethod.CLIENT_SECRET_JWT,
              settings -> settings.tokenEndpointAuthenticationSigningAlgorithm(MacAlgorithm.HS256)),
          client(
              "key-jwt-client",
              ClientAuthenticationMethod.PRIVATE_KEY_JWT,
              settings ->
                  settings
                      .jwkSetUrl(keys)
                      .tokenEndpointAuthenticationSigningAlgorithm(SignatureAlgorithm.RS256)));
    }

    private static RegisteredClient client(
        String id, ClientAuthenticationMethod method, Consumer<ClientSettings.Builder> settings) {
      ClientSettings.Builder builder = ClientSettings.builder();
      settings.accept(builder);
      boolean signs = method.equals(ClientAuthenticationMethod.CLIENT_SECRET_JWT);
      return RegisteredClient.withId(id)
          .clientId(id)
          .clientSecret(signs ? secret(id) : "{noop}" + secret(id))
          .clientAuthenticationMethod(method)
          .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
          .scope("orders.read")
          .clientSettings(builder.build())
          .build();
    }
  }

  /** The server wants each to be another. */
  private static String secret(String clientId) {
    return SECRET + clientId;
  }

  private ProviderResponse ask(TestSettings settings, String secret) {
    return fixture.askAt(url, settings, secret, Purpose.TEST);
  }

  @Test
  void basicWithReservedCharactersInIdAndSecret() {
    ProviderResponse.Granted granted =
        GrantFixture.granted(
            ask(
                TestSettings.of("basic:client", AuthMethod.BASIC).scopes("orders.read"),
                secret("basic:client")));
    assertThat(granted.grantedScopes()).containsExactly("orders.read");
    assertThat(granted.lifetime()).isBetween(Duration.ofSeconds(290), Duration.ofSeconds(300));
  }

  @Test
  void post() {
    GrantFixture.granted(
        ask(TestSettings.of("post-client", AuthMethod.POST), secret("post-client")));
  }

  @Test
  void clientSecretJwt() {
    GrantFixture.granted(
        ask(
            TestSettings.of("secret-jwt-client", AuthMethod.CLIENT_SECRET_JWT),
            secret("secret-jwt-client")));
  }

  @Test
  void privateKeyJwt() {
    TestSettings settings =
        TestSettings.of("key-jwt-client", AuthMethod.PRIVATE_KEY_JWT)
            .privateKey(fixture.sealFor(url, TestKeys.RSA.toJSONString()));
    GrantFixture.granted(ask(settings, null));
  }

  @Test
  void aWrongSecretIsTheCredentials() {
    var failure =
        GrantFixture.refused(ask(TestSettings.of("post-client", AuthMethod.POST), "wrong"));
    assertThat(failure.code()).isEqualTo(CredentialCategory.CREDENTIALS);
  }

  @Test
  void theOtherMethodIsNamed() {
    var failure =
        GrantFixture.refused(
            ask(TestSettings.of("post-client", AuthMethod.BASIC), secret("post-client")));
    assertThat(failure.hint()).contains("auth method post");
  }

  @Test
  void aScopeThatIsNotAllowedIsSaidToBe() {
    var failure =
        GrantFixture.refused(
            ask(
                TestSettings.of("post-client", AuthMethod.POST).scopes("nonsense"),
                secret("post-client")));
    assertThat(failure.code()).isEqualTo(CredentialCategory.NOT_ALLOWED);
  }
}
