package io.atlas.quickstart.demo;

import io.atlas.quickstart.installation.AtlasService;
import io.atlas.quickstart.installation.Installation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/** Who may ask the demo provider for tokens. */
final class DemoClients {

  private static final String ACCOUNT = "atlas.account";

  /** Its secret is refused soon: see {@link WithdrawnSecret}. */
  static final String WAREHOUSE = "warehouse-client";

  static final String WAREHOUSE_SECRET = "warehouse-secret";

  static final List<String> ATLAS_SCOPES = List.of("atlas.read", "atlas.write", "atlas.operate");

  /** What spans accounts, and where tokens may go, besides the rights of an account. */
  static final List<String> OPERATOR_SCOPES =
      List.of("atlas.read", "atlas.write", "atlas.operate", "atlas.admin", "atlas.platform");

  /** What the demo API asks for; the provider's metadata names them. */
  static final List<String> ORDERS_SCOPES = List.of("orders.read", "orders.write");

  private DemoClients() {}

  static List<RegisteredClient> all(Installation installation) {
    return List.of(
        machine("atlas-cli", "atlas-cli-secret", "demo", ATLAS_SCOPES),
        machine("other-cli", "other-cli-secret", "other", ATLAS_SCOPES),
        // May look, but not touch: for trying out what a missing scope answers.
        machine("atlas-reader", "atlas-reader-secret", "demo", List.of("atlas.read")),
        machine("atlas-platform", "atlas-platform-secret", "platform", platformScopes()),
        machine("atlas-operator", "atlas-operator-secret", "demo", OPERATOR_SCOPES),
        machine("orders-client", installation.ordersSecret().value(), "demo", ORDERS_SCOPES),
        RegisteredClient.from(machine(WAREHOUSE, WAREHOUSE_SECRET, "demo", ORDERS_SCOPES))
            .tokenSettings(lifetime(Duration.ofSeconds(30)))
            .build(),
        console(installation.consoleUrl()));
  }

  /** The tenant a machine client belongs to, or null where a person signs in. */
  static @Nullable String account(RegisteredClient client) {
    return client.getClientSettings().getSetting(ACCOUNT);
  }

  private static List<String> platformScopes() {
    return List.of("atlas.read", "atlas.write", "atlas.operate", "atlas.platform");
  }

  private static RegisteredClient machine(
      String id, String secret, String account, List<String> scopes) {
    return RegisteredClient.withId(id)
        .clientId(id)
        .clientSecret("{noop}" + secret)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .scopes(granted -> granted.addAll(scopes))
        .clientSettings(ClientSettings.builder().setting(ACCOUNT, account).build())
        .tokenSettings(lifetime(Duration.ofHours(1)))
        .build();
  }

  private static RegisteredClient console(String consoleUrl) {
    return RegisteredClient.withId("atlas-console")
        .clientId("atlas-console")
        .clientSecret("{noop}" + AtlasService.DEMO_CONSOLE_SECRET)
        .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
        .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
        .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
        .redirectUri(consoleUrl + "/login/oauth2/code/atlas")
        .postLogoutRedirectUri(consoleUrl + "/signed-out")
        .scope(OidcScopes.OPENID)
        .scopes(granted -> granted.addAll(OPERATOR_SCOPES))
        .clientSettings(ClientSettings.builder().requireAuthorizationConsent(false).build())
        .tokenSettings(lifetime(Duration.ofMinutes(15)))
        .build();
  }

  private static TokenSettings lifetime(Duration accessToken) {
    return TokenSettings.builder()
        .accessTokenTimeToLive(accessToken)
        .refreshTokenTimeToLive(Duration.ofHours(12))
        .build();
  }
}
