package io.atlas.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.history.HistoryChannel;
import io.atlas.console.identity.Person;
import io.atlas.kit.audit.Actor;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenPagesTest {

  private final OpenPages pages = new OpenPages(3, 5);

  @Test
  void onePersonsOldestGivesWayToTheirNext() {
    Subscriber first = open("a");
    Subscriber second = open("a");
    Subscriber third = open("a");
    Subscriber other = open("b");
    Subscriber fourth = open("a");
    assertThat(pages.all()).containsExactlyInAnyOrder(second, third, fourth, other);
    assertThat(pages.all()).doesNotContain(first);
  }

  @Test
  void whenAllAreTakenWhoeverHasMostGivesWay() {
    Subscriber oldest = open("a");
    open("a");
    open("a");
    Subscriber single = open("b");
    Subscriber another = open("c");
    Subscriber last = open("d");
    assertThat(pages.all()).hasSize(5).contains(single, another, last).doesNotContain(oldest);
  }

  @Test
  void whatIsClosedMakesRoom() {
    Subscriber first = open("a");
    Subscriber second = open("a");
    open("a");
    pages.remove(first);
    pages.remove(first);
    open("a");
    assertThat(pages.all()).hasSize(3).contains(second);
  }

  private Subscriber open(String subject) {
    Subscriber page =
        new Subscriber(
            new Person("account", subject, subject, new Actor(subject, null), Set.of("atlas.read")),
            HistoryChannel.STORED,
            "account",
            "session",
            () -> true);
    pages.add(page);
    return page;
  }
}
