package io.atlas.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.tokens.ownership.PartitionOwners;
import io.atlas.tokens.ownership.TokenRequestConsumer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Several instances on a real broker; the provider counts what it is asked, by connection. */
class ClusterTest {

  private static final int CONNECTIONS = 200;
  private static final int FIRST_USES = 10_000;

  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> atOnce = new ConcurrentHashMap<>();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private final List<String> ids = new ArrayList<>();
  private TestInstallation installation;
  private FaultyHttpServer provider;

  @BeforeEach
  void start() {
    installation = new TestInstallation();
    provider = FaultyHttpServer.start(this::issue);
    for (int number = 0; number < CONNECTIONS; number++) {
      String id = UUID.randomUUID().toString();
      ids.add(id);
      installation.save(id, installation.connection(id, 1, provider.url("/" + id)));
    }
  }

  @AfterEach
  void stop() {
    installation.close();
    provider.close();
  }

  private void issue(FaultyHttpServer.Request request, FaultyHttpServer.Exchange exchange)
      throws java.io.IOException, InterruptedException {
    String id = request.target();
    int serial = asked.computeIfAbsent(id, _ -> new AtomicInteger()).incrementAndGet();
    AtomicInteger now = atOnce.computeIfAbsent(id, _ -> new AtomicInteger());
    mostAtOnce.accumulateAndGet(now.incrementAndGet(), Math::max);
    // Slow enough that first uses of the same connection would overlap.
    boolean closing = exchange.serverClosed().await(50, TimeUnit.MILLISECONDS);
    now.decrementAndGet();
    if (!closing) {
      exchange.json(
          200,
          "{\"access_token\":\"t%s-%d\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
              .formatted(id.substring(1), serial));
    }
  }

  private void useAll(int uses) {
    List<String> order = new ArrayList<>();
    for (int use = 0; use < uses; use++) {
      order.add(ids.get(use % ids.size()));
    }
    Collections.shuffle(order, new Random(7));
    order.forEach(id -> installation.askLater(id, TokenRequest.missing(1, "worker")));
    installation.flush();
  }

  private boolean allHaveTokens() {
    return ids.stream()
        .allMatch(id -> {
          TokenState state = installation.tokens.get(id);
          return state != null && state.grant() != null;
        });
  }

  private int requests() {
    return asked.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  private void awaitSpread(ConfigurableApplicationContext... instances) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> {
          int owned = 0;
          for (ConfigurableApplicationContext instance : instances) {
            PartitionOwners owners = instance.getBean(PartitionOwners.class);
            boolean ready = instance.getBean(TokenRequestConsumer.class).isReady();
            if (!ready || owners.owned().isEmpty()) {
              return false;
            }
            owned += owners.owned().size();
          }
          return owned == 8;
        });
  }

  @Test
  @DisplayName("I3, vectors 64 and 76: three instances, 10,000 first uses: one request each")
  void oneRequestAConnection() {
    awaitSpread(
        installation.startInstance(), installation.startInstance(), installation.startInstance());
    useAll(FIRST_USES);
    await().atMost(Duration.ofSeconds(30)).until(this::allHaveTokens);
    assertThat(requests()).isEqualTo(CONNECTIONS);
    assertThat(mostAtOnce.get()).isEqualTo(1);
    assertThat(provider.requests()).hasSize(CONNECTIONS);
    String one = UUID.randomUUID().toString();
    installation.save(one, installation.connection(one, 1, provider.url("/" + one)));
    for (int use = 0; use < 1_000; use++) {
      installation.askLater(one, TokenRequest.missing(1, "worker-" + use % 50));
    }
    installation.flush();
    installation.awaitGrant(one, 0);
    // A request after those of the same connection is handled after them.
    String testId = UUID.randomUUID().toString();
    installation.ask(
        one, TokenRequest.test(1, "connection-service", testId, Instant.now().plusSeconds(18)));
    assertThat(installation.result(testId, CredentialTest.Result.class).ok()).isTrue();
    assertThat(asked.get("/" + one).get()).as("the 1,000, and the test").isEqualTo(2);
  }

  /** Workers that still have no token ask again, as they always do. */
  private void askUntilAllHaveTokens() {
    await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> {
          boolean done = allHaveTokens();
          if (!done) {
            useAll(CONNECTIONS);
          }
          return done;
        });
  }

  @Test
  @DisplayName("vector 77: an instance is killed while its requests fly: at most one extra each")
  void anInstanceIsKilled() throws InterruptedException {
    ConfigurableApplicationContext first = installation.startInstance();
    Process killed = installation.startProcess();
    TokenRequestConsumer consumer = first.getBean(TokenRequestConsumer.class);
    PartitionOwners owners = first.getBean(PartitionOwners.class);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> consumer.isReady() && owners.owned().size() == 4);
    // The other serves its half.
    String probe = probeOfTheOther(owners);
    installation.ask(probe, TokenRequest.missing(1, "worker"));
    installation.awaitGrant(probe, 0);
    int before = requests();
    useAll(CONNECTIONS);
    await().pollInterval(Duration.ofMillis(5)).until(() -> requests() >= before + CONNECTIONS / 4);
    killed.destroyForcibly();
    assertThat(killed.waitFor(10, TimeUnit.SECONDS)).isTrue();
    ConfigurableApplicationContext third = installation.startInstance();
    askUntilAllHaveTokens();
    awaitSpread(first, third);
    // One was killed and one joined.
    assertThat(asked.values()).allMatch(count -> count.get() <= 3);
    // Not one extra each: those whose instance stayed are not asked for again.
    assertThat(requests()).isLessThan(CONNECTIONS * 2);
  }

  /** A connection whose partition the first instance does not own. */
  private String probeOfTheOther(PartitionOwners owners) {
    return ids.stream()
        .filter(candidate ->
            !owners
                .owned()
                .contains(
                    BuiltInPartitioner.partitionForKey(
                        candidate.getBytes(StandardCharsets.UTF_8), 8)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("vector 77: instances leave and join while requests fly: at most one extra each")
  void instancesComeAndGo() {
    ConfigurableApplicationContext first = installation.startInstance();
    ConfigurableApplicationContext second = installation.startInstance();
    awaitSpread(first, second);
    useAll(CONNECTIONS);
    first.close();
    ConfigurableApplicationContext third = installation.startInstance();
    askUntilAllHaveTokens();
    awaitSpread(second, third);
    // One left and one joined.
    assertThat(asked.values()).allMatch(count -> count.get() <= 3);
    // Not one extra each: those whose instance stayed are not asked for again.
    assertThat(requests()).isLessThan(CONNECTIONS * 2);
    int before = requests();
    useAll(CONNECTIONS);
    String probe = UUID.randomUUID().toString();
    installation.save(probe, installation.connection(probe, 1, provider.url("/" + probe)));
    installation.ask(probe, TokenRequest.missing(1, "worker"));
    installation.awaitGrant(probe, 0);
    assertThat(requests()).as("with a warm book nothing is asked again").isEqualTo(before + 1);
  }
}
