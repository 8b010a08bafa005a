package io.atlas.bench.jmh;

import io.atlas.embedded.EmbeddedKafka;
import io.atlas.embedded.FreePort;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Grant;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.seal.Opener;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Sealer;
import io.atlas.model.seal.Secret;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import io.atlas.worker.token.AccessTokens;
import io.atlas.worker.token.Authorization;
import io.atlas.worker.token.TokenRequests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The token of an action whose connection has one, as a worker looks it up for every request: the
 * goal is under 100 ns. The views are real ones, over a broker in this process.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CachedTokenLookup {

  private static final String ACCOUNT = "bench";
  private static final String CONNECTION = "bench-connection";
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration CATCH_UP = Duration.ofSeconds(30);

  private final EmbeddedKafka broker;
  private final TopicView<ConnectionState> connections;
  private final TopicView<TokenState> tokens;
  private final KafkaProducer<String, byte[]> producer;
  private final AccessTokens accessTokens;

  public CachedTokenLookup() {
    Clock clock = Clock.systemUTC();
    Path directory = directory();
    broker = EmbeddedKafka.start(directory.resolve("kafka"), FreePort.find());
    KafkaConnection kafka = KafkaConnection.of(broker.bootstrapServers());
    kafka.ensureTopics();
    KeyRing.createIfAbsent(directory, "access-tokens");
    producer = kafka.producer("bench", Map.of());
    SealedText sealed =
        new Sealer(KeyRing.of(KeyRing.publicFile(directory, "access-tokens"), clock))
            .seal(new Secret("0123456789".repeat(80)), Binding.grant(CONNECTION, 1, 1));
    send(kafka.name(Topic.CONNECTIONS), connection());
    send(kafka.name(Topic.TOKENS), TokenState.granted(grant(sealed, clock.instant())));
    producer.flush();
    connections = TopicView.open(kafka, ViewSchema.CONNECTIONS, clock);
    tokens = TopicView.open(kafka, ViewSchema.TOKENS, clock);
    awaitCaughtUp();
    accessTokens =
        new AccessTokens(
            connections,
            tokens,
            new Opener(KeyRing.of(KeyRing.privateFile(directory, "access-tokens"), clock)),
            new SecureRandom(),
            new TokenRequests(producer, kafka, clock, "bench"),
            clock,
            System::nanoTime);
    if (!(lookUp() instanceof Authorization.Token)) {
      throw new IllegalStateException("there is no token to look up");
    }
  }

  private static ConnectionState connection() {
    return new ConnectionState(
        1,
        1,
        ACCOUNT,
        "Bench",
        "https://localhost/token",
        ConnectionSettings.of("bench-client", AuthMethod.BASIC, List.of()),
        List.of(),
        null);
  }

  private static Grant grant(SealedText sealed, Instant now) {
    return new Grant(1, 1, sealed, null, now, now.plusSeconds(80_000), now.plusSeconds(86_400));
  }

  private void send(String topic, Object value) {
    var _ = producer.send(new ProducerRecord<>(topic, CONNECTION, EventJson.write(value)));
  }

  private void awaitCaughtUp() {
    try {
      if (!connections.awaitCaughtUp(CATCH_UP) || !tokens.awaitCaughtUp(CATCH_UP)) {
        throw new IllegalStateException("the views did not catch up");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory("atlas-bench-lookup");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Benchmark
  public Authorization lookUp() {
    return accessTokens.obtain(CONNECTION, ACCOUNT, "localhost", PATIENCE);
  }

  @TearDown
  public void close() {
    connections.close();
    tokens.close();
    producer.close();
    broker.close();
  }
}
