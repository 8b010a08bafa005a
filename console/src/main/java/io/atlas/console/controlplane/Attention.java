package io.atlas.console.controlplane;

import java.time.LocalDate;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/** How much of the person's account needs somebody, without reading any of it. */
@Component
public class Attention {

  private final Rest rest;

  Attention(Rest rest) {
    this.rest = rest;
  }

  /** Each counted to 1001, which says more than 1000. */
  public record Counts(int failingConnections, int expiringSecrets, int flaggedActions) {

    public int all() {
      return failingConnections + expiringSecrets + flaggedActions;
    }
  }

  public Counts count(LocalDate secretsExpireBefore) {
    return rest.get(
        UriComponentsBuilder.fromPath("/api/v1/attention")
            .queryParam("secretExpiresBefore", secretsExpireBefore)
            .toUriString(),
        Counts.class);
  }
}
