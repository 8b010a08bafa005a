package io.atlas.connections.credentialtest;

import io.atlas.connections.problem.EventSize;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.NewIds;
import io.atlas.kit.background.TopicReader;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventSources;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.IssuerDiscovery;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Asks the token-service and waits for its answer, 18 s at most, so that the caller has one within
 * the 20 s that are promised. Thread-safe.
 */
@Component
public final class CredentialTests implements DisposableBean {

  /** The token-service's time; what it answers later is of no use. */
  private static final Duration DEADLINE = Duration.ofSeconds(17);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(18);

  private static final Duration LONGEST_START = Duration.ofSeconds(1);

  private final KafkaConnection kafka;
  private final TestResponses responses;
  private final TopicReader reader;
  private final KafkaProducer<String, byte[]> producer;
  private final NewIds ids;
  private final Clock clock;

  CredentialTests(
      KafkaConnection kafka,
      TestResponses responses,
      @Qualifier("testResponseReader") TopicReader reader,
      NewIds ids,
      Clock clock) {
    this.kafka = kafka;
    this.ids = ids;
    this.clock = clock;
    this.responses = responses;
    this.reader = reader;
    this.producer =
        kafka.producer(
            "credential-tests",
            Map.of(
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000L,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000));
  }

  /**
   * Tries settings that are not saved.
   *
   * @param test makes the question for a deadline
   * @throws ProblemException 503 where no answer came
   */
  public CredentialTest.Result ask(Function<Instant, CredentialTest> test) {
    return ask(
        Topic.CREDENTIAL_TESTS,
        EventTypes.CREDENTIAL_TEST,
        id -> id,
        (id, deadline) -> test.apply(deadline),
        CredentialTest.Result.class);
  }

  /**
   * Tries a saved connection, through the one who looks after its token.
   *
   * @throws ProblemException 503 where no answer came
   */
  public CredentialTest.Result askSaved(String connectionId, long credentialsVersion) {
    return ask(
        Topic.TOKEN_REQUESTS,
        EventTypes.TOKEN_REQUESTED,
        id -> connectionId,
        (id, deadline) ->
            TokenRequest.test(credentialsVersion, EventSources.CONNECTION_SERVICE, id, deadline),
        CredentialTest.Result.class);
  }

  /**
   * Asks what an issuer says about itself.
   *
   * @throws ProblemException 503 where no answer came
   */
  public IssuerDiscovery.Result discover(String issuer, @Nullable String caCertificates) {
    return ask(
        Topic.CREDENTIAL_TESTS,
        EventTypes.ISSUER_DISCOVERY,
        id -> id,
        (id, deadline) -> new IssuerDiscovery(issuer, caCertificates, deadline),
        IssuerDiscovery.Result.class);
  }

  /** Whether questions can be asked. */
  public boolean isReady() {
    return reader.isFollowing();
  }

  private interface Question {
    Object with(String id, Instant deadline);
  }

  private <R> R ask(
      Topic topic,
      String eventType,
      Function<String, String> key,
      Question question,
      Class<R> type) {
    awaitReader();
    String id = ids.next();
    Instant now = clock.instant();
    CompletableFuture<R> response =
        responses.expect(id, type).orTimeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    try {
      byte[] value = EventSize.checkedJson(question.with(id, now.plus(DEADLINE)));
      ProducerRecord<String, byte[]> event =
          new ProducerRecord<>(kafka.name(topic), key.apply(id), value);
      EventHeaders.cloudEvent(event.headers(), id, eventType, EventSources.CONNECTION_SERVICE, now);
      var _ =
          producer.send(
              event,
              (metadata, failure) -> {
                if (failure != null) {
                  response.completeExceptionally(failure);
                }
              });
      return response.get();
    } catch (ExecutionException unanswered) {
      throw ProblemException.unavailable(
          "The credentials could not be tested: the token-service did not answer. Nothing was"
              + " stored; try again shortly.");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable("The service is stopping.");
    } finally {
      responses.forget(id);
    }
  }

  /** A response that comes before responses are read would be missed. */
  private void awaitReader() {
    try {
      if (!reader.awaitFollowing(LONGEST_START)) {
        throw ProblemException.unavailable(
            "The service has just started and cannot test credentials yet; try again shortly.");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw ProblemException.unavailable("The service is stopping.");
    }
  }

  @Override
  public void destroy() {
    producer.close(Duration.ofSeconds(1));
  }
}
