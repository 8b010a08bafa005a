package io.atlas.connections.credentialtest;

import io.atlas.kit.background.TopicReader;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Hands each response of the token-service to whoever asked in this instance. Every instance reads
 * all of them. Thread-safe.
 */
final class TestResponses {

  private final Map<String, Expected<?>> waiting = new ConcurrentHashMap<>();

  @Configuration(proxyBeanMethods = false)
  static class Reading {

    @Bean
    TestResponses testResponses() {
      return new TestResponses();
    }

    @Bean
    TopicReader testResponseReader(KafkaConnection kafka, TestResponses responses) {
      return TopicReader.ofNewRecords(
          kafka, "credential-test-results", Topic.CREDENTIAL_TEST_RESULTS, responses::deliver);
    }
  }

  private record Expected<R>(Class<R> type, CompletableFuture<R> response) {

    void complete(ConsumerRecord<String, byte[]> record) {
      response.complete(TopicReader.read(record, type));
    }
  }

  /** What the topic will hold for the key; {@link #forget} it whatever comes of it. */
  <R> CompletableFuture<R> expect(String key, Class<R> type) {
    Expected<R> expected = new Expected<>(type, new CompletableFuture<>());
    waiting.put(key, expected);
    return expected.response();
  }

  void forget(String key) {
    waiting.remove(key);
  }

  private void deliver(ConsumerRecord<String, byte[]> response) {
    Expected<?> expected = response.key() == null ? null : waiting.get(response.key());
    if (expected != null) {
      expected.complete(response);
    }
  }
}
