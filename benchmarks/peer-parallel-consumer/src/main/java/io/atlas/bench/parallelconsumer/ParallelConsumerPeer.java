package io.atlas.bench.parallelconsumer;

import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.CommitMode;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The peer's process. Unordered, which its documentation calls the fastest, with asynchronous
 * commits; results are sent without waiting for the broker.
 */
public final class ParallelConsumerPeer {

  private ParallelConsumerPeer() {}

  public static void main(String[] arguments) throws InterruptedException {
    Settings settings = Settings.of(arguments);
    var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                settings.bootstrap(),
                "group.id",
                settings.group(),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                settings.bootstrap(),
                "linger.ms",
                5,
                "compression.type",
                "lz4"),
            new StringSerializer(),
            new ByteArraySerializer());
    var calls =
        new Calls(
            new Tokens(settings.tokenEndpoint()),
            producer,
            settings.results(),
            settings.concurrency());
    var processor =
        ParallelStreamProcessor.createEosStreamProcessor(
            ParallelConsumerOptions.<String, byte[]>builder()
                .consumer(consumer)
                .ordering(ProcessingOrder.UNORDERED)
                .commitMode(CommitMode.PERIODIC_CONSUMER_ASYNCHRONOUS)
                .maxConcurrency(settings.concurrency())
                .build());
    processor.subscribe(List.of(settings.events()));
    processor.poll(context -> calls.call(context.getSingleConsumerRecord()));
    new CountDownLatch(1).await();
  }
}
