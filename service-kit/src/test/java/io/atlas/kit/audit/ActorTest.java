package io.atlas.kit.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActorTest {

  @Test
  void aClientThatActsForItselfIsToldFromAPersonWhoUsesIt() {
    Actor person = Actor.of(Map.of("sub", "ann", "client_id", "console"));
    assertThat(person).isEqualTo(new Actor("ann", "console"));
    assertThat(person.kind()).isEqualTo(Actor.Kind.PERSON);

    assertThat(Actor.of(Map.of("sub", "cli", "client_id", "cli")).kind())
        .isEqualTo(Actor.Kind.CLIENT);
    assertThat(Actor.of(Map.of("azp", "cli"))).isEqualTo(new Actor("cli", "cli"));
    assertThat(Actor.of(Map.of("sub", "ann")).kind()).isEqualTo(Actor.Kind.PERSON);
  }

  @Test
  void whatTheIssuerSaysIsKeptAsFarAsItCanBe() {
    assertThat(Actor.of(Map.of()).person()).isEqualTo("(no subject)");
    assertThat(Actor.of(Map.of("sub", " ", "azp", List.of("x"))).person())
        .isEqualTo("(no subject)");
    assertThat(Actor.of(Map.of("sub", "a\0b\n\ud800")).person()).isEqualTo("a?b??");
    assertThat(Actor.of(Map.of("sub", "x".repeat(1_000))).person()).hasSize(200);
  }
}
