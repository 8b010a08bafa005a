package io.atlas.console.identity;

import io.atlas.console.ConsoleSettings;
import io.atlas.console.edge.EdgeSettings;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.stereotype.Component;

/**
 * The console's registration at the issuer. The issuer's metadata is read when somebody first signs
 * in, so that the console starts while the issuer is away; a failure is not remembered.
 */
@Component
class IssuerRegistration implements ClientRegistrationRepository {

  static final String ID = "atlas";

  private final ConsoleSettings properties;
  private final EdgeSettings edge;
  private volatile @Nullable ClientRegistration known;

  IssuerRegistration(ConsoleSettings properties, EdgeSettings edge) {
    this.properties = properties;
    this.edge = edge;
  }

  /**
   * The console's own address, or what stands for the request's; {@link SignInGate} checks that.
   */
  String baseUrl() {
    return edge.publicAddress().orElse("{baseUrl}");
  }

  @Override
  public @Nullable ClientRegistration findByRegistrationId(String registrationId) {
    if (!registrationId.equals(ID)) {
      return null;
    }
    ClientRegistration registration = known;
    if (registration == null) {
      registration = discover();
      known = registration;
    }
    return registration;
  }

  private ClientRegistration discover() {
    return ClientRegistrations.fromIssuerLocation(properties.issuer().toString())
        .registrationId(ID)
        .clientId(properties.clientId())
        .clientSecret(properties.clientSecret())
        .redirectUri(baseUrl() + "/login/oauth2/code/{registrationId}")
        .scope(
            Stream.concat(Stream.of("openid"), properties.signInScopes().stream())
                .toArray(String[]::new))
        .build();
  }
}
