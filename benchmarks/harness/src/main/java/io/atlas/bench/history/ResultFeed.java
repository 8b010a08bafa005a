package io.atlas.bench.history;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Diagnosis;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.ActionExecuted.Request;
import io.atlas.model.event.ActionExecuted.Response;
import io.atlas.model.event.ActionExecuted.Timings;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Results of about a kilobyte, as workers write them at 20,000 a second. */
final class ResultFeed {

  private static final int A_SECOND = 20_000;

  private ResultFeed() {}

  static void write(KafkaConnection kafka, int count, int accounts, int actions, int failing) {
    SplittableRandom random = new SplittableRandom(4711);
    Instant start = Clock.systemUTC().instant().minusSeconds(count / A_SECOND + 1);
    Map<String, Object> settings =
        Map.of(
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.LINGER_MS_CONFIG,
            20,
            ProducerConfig.BATCH_SIZE_CONFIG,
            128 << 10,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            300_000);
    try (KafkaProducer<String, byte[]> producer = kafka.producer("bench-results", settings)) {
      for (int i = 0; i < count; i++) {
        // Squared: a few actions fire most.
        double place = random.nextDouble();
        int action = (int) (place * place * actions);
        Instant at = start.plusNanos(i * (1_000_000_000L / A_SECOND));
        ActionExecuted result =
            result(random, at, action, action % accounts, random.nextInt(100) < failing);
        ProducerRecord<String, byte[]> record =
            new ProducerRecord<>(
                kafka.name(Topic.ACTION_EXECUTED),
                null,
                at.plusSeconds(1).toEpochMilli(),
                result.executionId(),
                EventJson.write(result));
        EventHeaders.set(record.headers(), EventHeaders.FIRED_PLACE, i % 8 + "/" + i);
        var _ = producer.send(record);
      }
    }
  }

  private static ActionExecuted result(
      SplittableRandom random, Instant at, int action, int account, boolean failed) {
    double millis = 5 / Math.pow(1 - random.nextDouble(), 0.7);
    String host = "api-" + action % 300 + ".example.com";
    FailureCategory category = failed ? FailureCategory.REJECTED : null;
    return new ActionExecuted(
        new UUID(random.nextLong(), random.nextLong()).toString(),
        "action-" + action,
        "account-" + account,
        1,
        failed ? Outcome.FAILED : Outcome.SUCCEEDED,
        failed ? 422 : 201,
        category,
        category == null ? null : new Diagnosis(category.summary(), category.hint()),
        at,
        (long) millis,
        1_700_000_000_000L,
        "connection-" + action % 100,
        new Request(
            "POST",
            "https://" + host + "/v1/orders",
            Map.of("Authorization", "Bearer [redacted]", "Content-Type", "application/json"),
            "{\"order\":\"" + action + "\",\"customer\":{\"name\":\"Ada\"},\"total\":\"12.50\"}"),
        new Response(
            Map.of("Content-Type", "application/json", "Date", "Tue, 24 Nov 2026 12:00:00 GMT"),
            "{\"id\":\"" + random.nextInt() + "\",\"state\":\"accepted\"}"),
        null,
        new Timings(0.4, 0.01, null, millis - 0.3, millis),
        at.minusMillis(3),
        null,
        1,
        null,
        null);
  }
}
