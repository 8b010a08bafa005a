package io.atlas.tokens;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.view.TopicView;
import io.atlas.tokens.credentialtest.CredentialTestConsumer;
import io.atlas.tokens.ownership.PartitionOwners;
import io.atlas.tokens.ownership.TokenRequestConsumer;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Ready once tests are taken and every owned partition has caught up; part of the readiness group
 * as "tokens".
 */
final class TokensReadiness implements HealthIndicator {

  private final TopicView<ConnectionState> connections;
  private final PartitionOwners owners;
  private final TokenRequestConsumer requests;
  private final CredentialTestConsumer tests;

  TokensReadiness(
      TopicView<ConnectionState> connections,
      PartitionOwners owners,
      TokenRequestConsumer requests,
      CredentialTestConsumer tests) {
    this.connections = connections;
    this.owners = owners;
    this.requests = requests;
    this.tests = tests;
  }

  @Override
  public Health health() {
    boolean ready = connections.isCaughtUp() && requests.isReady() && tests.isReady();
    return (ready ? Health.up() : Health.outOfService())
        .withDetail("partitions", owners.owned().size())
        .build();
  }
}
