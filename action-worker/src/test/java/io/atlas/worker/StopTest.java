package io.atlas.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.embedded.EmbeddedKafka;
import io.atlas.embedded.FreePort;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.testing.FaultyHttpServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** A graceful stop takes less than 10 s, whatever the broker and the targets do. */
class StopTest {

  @Test
  void withTheBrokerGoneAndACallHanging(@TempDir Path directory) {
    EmbeddedKafka broker = EmbeddedKafka.start(directory, FreePort.find());
    try (World world =
            new World(new KafkaConnection(broker.bootstrapServers(), "t.", Map.of()), false);
        FaultyHttpServer target = FaultyHttpServer.start((request, exchange) -> exchange.hang())) {
      ConfigurableApplicationContext worker = world.startWorker();
      world.fire(world.action(World.to(target.url("/")).timeoutMs(60_000).build()), "{}");
      await().untilAsserted(() -> assertThat(target.requests()).hasSize(1));
      broker.close();
      long begun = System.nanoTime();
      world.stop(worker);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }
  }
}
