package io.atlas.quickstart.demo;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * A provider where somebody changes a client's secret and tells nobody: after its first token of
 * this start {@value DemoClients#WAREHOUSE} is refused.
 */
final class WithdrawnSecret implements RegisteredClientRepository {

  private final RegisteredClientRepository clients;
  private final TokenCount issued;

  WithdrawnSecret(RegisteredClientRepository clients, TokenCount issued) {
    this.clients = clients;
    this.issued = issued;
  }

  @Override
  public void save(RegisteredClient client) {
    clients.save(client);
  }

  @Override
  public @Nullable RegisteredClient findById(String id) {
    return clients.findById(id);
  }

  @Override
  public @Nullable RegisteredClient findByClientId(String clientId) {
    RegisteredClient client = clients.findByClientId(clientId);
    boolean withdrawn =
        clientId.equals(DemoClients.WAREHOUSE) && issued.count().containsKey(clientId);
    return client == null || !withdrawn
        ? client
        : RegisteredClient.from(client).clientSecret("{noop}another one").build();
  }
}
