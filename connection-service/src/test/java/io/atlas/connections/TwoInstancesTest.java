package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.connections.Rest.Answer;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Flag.Code;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.context.ConfigurableApplicationContext;

/** Two instances on one database and broker; the last test ends the one that relays. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoInstancesTest {

  private static Service service;
  private static ConfigurableApplicationContext second;
  private static Rest onFirst;
  private static Rest onSecond;

  @BeforeAll
  static void start() {
    service = Service.start();
    second = service.instance();
    onFirst = service.client("demo");
    onSecond = new Rest(Service.port(second), onFirst.token());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    second.close();
    service.close();
  }

  private static String connection() {
    return onFirst.post("/api/v1/connections", Bodies.connection("C", "right-secret")).at("/id");
  }

  @Test
  @Order(1)
  void aChangeIsOnItsTopicWellWithinASecondWhicheverInstanceRelays() {
    String id = connection();
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Rest instance = i % 2 == 0 ? onFirst : onSecond;
      long before = System.nanoTime();
      // The answer waits for the broker's acknowledgement.
      assertThat(rename(instance, id, "n" + i).status()).isEqualTo(200);
      took.add(Duration.ofNanos(System.nanoTime() - before));
    }
    assertThat(took.stream().sorted().toList().get(took.size() / 2))
        .isLessThan(Duration.ofMillis(700));
  }

  private static Answer rename(Rest instance, String id, String name) {
    return instance.patch("/api/v1/connections/" + id, "{\"name\": \"" + name + "\"}");
  }

  @Test
  @Order(2)
  void aRefusalMarksTheConnectionAndItsActionsOnceAndTheNextTokenClearsBoth() {
    String id = connection();
    String action = onFirst.post("/api/v1/actions", Bodies.action("A", id)).at("/id");
    TokenServiceStandIn tokens = service.tokenService;

    tokens.publish(id, TokenState.granted(tokens.grant(id, 1)));
    await().until(() -> !shown(id).json().at("/lastTokenAt").isNull());
    tokens.publish(id, new TokenState(null, tokens.denial(1, CredentialCategory.TRANSIENT)));
    await().until(() -> shown(id).at("/lastFailure/code").equals("TRANSIENT"));
    assertThat(shown(id).at("/status")).isEqualTo("ACTIVE");

    TokenState refused = new TokenState(null, tokens.denial(1, CredentialCategory.CREDENTIALS));
    tokens.publish(id, refused);
    tokens.publish(id, refused);
    await().until(() -> shown(id).at("/status").equals("FAILING"));
    assertThat(shown(id).at("/lastFailure/hint")).isEqualTo(CredentialCategory.CREDENTIALS.hint());
    await().until(() -> flags(action).equals(List.of(Code.CONNECTION_FAILING)));
    String late = onSecond.post("/api/v1/actions", Bodies.action("B", id)).at("/id");
    assertThat(flags(late)).containsExactly(Code.CONNECTION_FAILING);

    tokens.publish(id, TokenState.granted(tokens.grant(id, 1)));
    await().until(() -> shown(id).at("/status").equals("ACTIVE"));
    await().until(() -> flags(action).isEmpty() && flags(late).isEmpty());
    // Created, flagged once, cleared once: not once more by the other instance.
    assertThat(service.action(action).version()).isEqualTo(3);
    assertThat(shown(id).json().at("/tokenRequests/today").intValue()).isEqualTo(4);
  }

  @Test
  @Order(3)
  void whatIsSaidOfFormerCredentialsIsNoNews() {
    String id = connection();
    TokenServiceStandIn tokens = service.tokenService;
    Answer rotated =
        onFirst.put(
            "/api/v1/connections/" + id + "/credentials", "{\"clientSecret\": \"right-secret\"}");
    assertThat(rotated.status()).isEqualTo(200);
    tokens.publish(id, new TokenState(null, tokens.denial(1, CredentialCategory.CREDENTIALS)));
    String other = connection();
    tokens.publish(other, new TokenState(null, tokens.denial(1, CredentialCategory.CREDENTIALS)));
    await().until(() -> shown(other).at("/status").equals("FAILING"));
    tokens.publish(id, TokenState.granted(tokens.grant(id, 2)));
    await().until(() -> !shown(id).json().at("/lastTokenAt").isNull());
    assertThat(shown(id).at("/status")).isEqualTo("ACTIVE");
    assertThat(shown(id).json().at("/lastFailure").isNull()).isTrue();
  }

  private static Answer shown(String id) {
    return onSecond.get("/api/v1/connections/" + id);
  }

  private static List<Code> flags(String action) {
    ActionDefinition definition = service.action(action);
    return definition.flags().stream().map(ActionDefinition.Flag::code).toList();
  }

  @Test
  @Order(4)
  void noEventIsLostSentTwiceOrOutOfOrderWhenTheRelayMovesToTheOtherInstance() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ids.add(connection());
    }
    AtomicBoolean firstIsThere = new AtomicBoolean(true);
    ReadWriteLock firstInUse = new ReentrantReadWriteLock();
    try (ExecutorService people = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> renamed = new ArrayList<>();
      for (int person = 0; person < 4; person++) {
        renamed.add(people.submit(renaming(ids, person, firstIsThere, firstInUse)));
      }
      await().until(() -> service.connection(ids.getFirst()).version() > 4);
      firstInUse.writeLock().lock();
      try {
        firstIsThere.set(false);
      } finally {
        firstInUse.writeLock().unlock();
      }
      service.context().close();
      for (Future<Integer> done : renamed) {
        assertThat(done.get()).isEqualTo(100);
      }
    }

    Map<String, List<Long>> versions = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : Records.of(service.kafka, Topic.CONNECTIONS)) {
      ConnectionState state = EventJson.read(record.value(), ConnectionState.class);
      assertThat(EventHeaders.number(record.headers(), EventHeaders.VERSION))
          .isEqualTo(state.version());
      versions.computeIfAbsent(record.key(), _ -> new ArrayList<>()).add(state.version());
    }
    for (String id : ids) {
      long last = onSecond.get("/api/v1/connections/" + id).json().at("/version").longValue();
      assertThat(versions.get(id))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, last).boxed().toList());
    }
  }

  /** A hundred renames; two of the four people work on the first instance while it is there. */
  private static Callable<Integer> renaming(
      List<String> ids, int person, AtomicBoolean firstIsThere, ReadWriteLock firstInUse) {
    return () -> {
      int done = 0;
      for (int i = 0; i < 100; i++) {
        String id = ids.get((i + person) % ids.size());
        firstInUse.readLock().lock();
        try {
          Rest instance = person < 2 && firstIsThere.get() ? onFirst : onSecond;
          done += rename(instance, id, "n" + i).status() == 200 ? 1 : 0;
        } finally {
          firstInUse.readLock().unlock();
        }
      }
      return done;
    };
  }
}
