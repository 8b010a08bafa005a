package io.atlas.tokens;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.view.TopicView;
import io.atlas.tokens.credentialtest.CredentialTestDesk;
import io.atlas.tokens.intake.TokenDesk;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Ready once tests are taken and every owned partition has caught up; part of the readiness group
 * as "tokens".
 */
final class TokensReadiness implements HealthIndicator {

  private final TopicView<ConnectionState> connections;
  private final TokenDesk desk;
  private final CredentialTestDesk tests;

  TokensReadiness(
      TopicView<ConnectionState> connections, TokenDesk desk, CredentialTestDesk tests) {
    this.connections = connections;
    this.desk = desk;
    this.tests = tests;
  }

  @Override
  public Health health() {
    boolean ready = connections.isCaughtUp() && desk.isReady() && tests.isReady();
    return (ready ? Health.up() : Health.outOfService())
        .withDetail("partitions", desk.owned().size())
        .build();
  }
}
