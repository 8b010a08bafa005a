package io.atlas.tokens.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.CredentialCategory;
import io.atlas.testing.TestAuthority;
import io.atlas.tokens.grant.GrantFixture;
import io.atlas.tokens.grant.TestSettings;
import io.atlas.tokens.token.ProviderResponse;
import io.atlas.tokens.token.Purpose;
import java.util.Map;
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
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;

/** Spring Authorization Server over TLS: RFC 8705 section 2.1, by the certificate's subject. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringTlsClientAuthTest {

  private final TestAuthority servers = new TestAuthority("Servers");
  private final TestAuthority clients = new TestAuthority("Clients");
  private GrantFixture fixture;
  private ConfigurableApplicationContext server;
  private String url;

  @BeforeAll
  void start() {
    TestAuthority.Issued issued = servers.server("localhost");
    Map<String, Object> properties =
        Map.of(
            "spring.config.name", "authorization-server",
            "server.port", "0",
            "server.address", "127.0.0.1",
            "spring.jmx.enabled", "false",
            "server.ssl.certificate", issued.pem(),
            "server.ssl.certificate-private-key", issued.keyPem(),
            "server.ssl.trust-certificate", clients.own.pem(),
            "server.ssl.client-auth", "want");
    server =
        new SpringApplicationBuilder(Server.class)
            .bannerMode(Banner.Mode.OFF)
            .properties(properties)
            .run();
    url =
        "https://localhost:"
            + server.getEnvironment().getProperty("local.server.port")
            + "/oauth2/token";
    fixture = new GrantFixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
    server.close();
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Server {

    @Bean
    RegisteredClientRepository clients() {
      return new InMemoryRegisteredClientRepository(
          RegisteredClient.withId("orders")
              .clientId("orders")
              .clientAuthenticationMethod(ClientAuthenticationMethod.TLS_CLIENT_AUTH)
              .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
              .scope("orders.read")
              .clientSettings(
                  ClientSettings.builder().x509CertificateSubjectDN("CN=orders-client").build())
              .build());
    }
  }

  private ProviderResponse ask(TestAuthority.Issued client) {
    TestSettings settings =
        TestSettings.of("orders", AuthMethod.TLS_CLIENT_AUTH)
            .scopes("orders.read")
            .authorities(servers.own.pem())
            // The server takes a chain of one for self_signed_tls_client_auth.
            .certificate(client.pem() + clients.own.pem())
            .privateKey(fixture.sealFor(url, client.keyPem()));
    return fixture.askAt(url, settings, null, Purpose.TEST);
  }

  @Test
  void theCertificateOfItsSubjectIsAccepted() {
    assertThat(GrantFixture.granted(ask(clients.server("orders-client"))).grantedScopes())
        .containsExactly("orders.read");
  }

  @Test
  void anotherSubjectIsRefused() {
    var failure = GrantFixture.refused(ask(clients.server("other-client")));
    assertThat(failure.code()).isEqualTo(CredentialCategory.CREDENTIALS);
    assertThat(failure.providerError()).isEqualTo("invalid_client");
  }
}
