package io.atlas.connections.health;

import io.atlas.connections.credentialtest.CredentialTests;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Ready once what is read from topics has caught up; part of the readiness group as "views". */
@Component("views")
class ViewsReadiness implements HealthIndicator {

  private final CredentialTests tests;
  private final TokenWatch tokens;

  ViewsReadiness(CredentialTests tests, TokenWatch tokens) {
    this.tests = tests;
    this.tokens = tokens;
  }

  @Override
  public Health health() {
    boolean ready = tests.isReady() && tokens.isCaughtUp();
    return (ready ? Health.up() : Health.outOfService()).build();
  }
}
