package io.atlas.tokens.credentialtest;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.EventTypes;
import io.atlas.model.event.IssuerDiscovery;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.SkippedRecords;
import io.atlas.model.kafka.Topic;
import io.atlas.model.kafka.TopicSetup;
import io.atlas.tokens.grant.ClientCredentialsGrant;
import io.atlas.tokens.grant.IssuerMetadata;
import io.atlas.tokens.grant.ProviderClient;
import io.atlas.tokens.reply.Replies;
import io.atlas.tokens.token.GrantSeal;
import io.atlas.tokens.token.ProviderResponse;
import io.atlas.tokens.token.Purpose;
import io.atlas.tokens.token.TestResults;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code credential-tests}, whichever instance a test reaches: nothing is kept, the grant
 * travels back with the result and is adopted only where the connection is saved. One platform
 * thread owns the consumer; each test runs on a thread of its own.
 */
public final class CredentialTestConsumer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CredentialTestConsumer.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long PAUSE_AFTER_ERROR_MS = 1_000;

  private final KafkaConnection kafka;
  private final ClientCredentialsGrant grant;
  private final IssuerMetadata issuers;
  private final GrantSeal seal;
  private final Replies replies;
  private final Clock clock;
  private final Executor testers;
  private final KafkaConsumer<String, byte[]> consumer;
  private final SkippedRecords skipped = new SkippedRecords(log, System::nanoTime);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean joined;

  public CredentialTestConsumer(
      KafkaConnection kafka,
      ClientCredentialsGrant grant,
      IssuerMetadata issuers,
      GrantSeal seal,
      Replies replies,
      Clock clock,
      Executor testers) {
    this.kafka = kafka;
    this.grant = grant;
    this.issuers = issuers;
    this.seal = seal;
    this.replies = replies;
    this.clock = clock;
    this.testers = testers;
    String groupId = kafka.topicPrefix() + "credential-tests";
    TopicSetup.ensureGroup(kafka, groupId);
    this.consumer =
        kafka.consumer(
            "token-service-credential-tests",
            Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                groupId,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                50));
    this.thread = Thread.ofPlatform().name("credential-tests").unstarted(this::read);
  }

  /** Joins the group. */
  public void start() {
    thread.start();
  }

  public boolean isReady() {
    return joined;
  }

  @Override
  public void close() {
    closed.countDown();
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (consumer) {
      consumer.subscribe(List.of(kafka.name(Topic.CREDENTIAL_TESTS)));
      while (closed.getCount() > 0) {
        try {
          var records = consumer.poll(POLL);
          joined = true;
          records.forEach(this::take);
          if (!records.isEmpty()) {
            consumer.commitAsync();
          }
        } catch (WakeupException closing) {
          log.debug("credential tests: closing");
        } catch (InterruptException interrupted) {
          throw interrupted;
        } catch (RuntimeException | Error unavailable) {
          if (unavailable instanceof Error) {
            joined = false; // no outage: readiness tells until it works again
          }
          log.warn("credential tests: {}", unavailable.toString());
          var _ = closed.await(PAUSE_AFTER_ERROR_MS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptException | InterruptedException stopped) {
      log.debug("credential tests: stopped");
    }
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    String testId = record.key();
    String type = EventHeaders.text(record.headers(), EventTypes.HEADER);
    if (testId == null) {
      return;
    }
    try {
      if (EventTypes.ISSUER_DISCOVERY.equals(type)) {
        IssuerDiscovery discovery = EventJson.read(record.value(), IssuerDiscovery.class);
        if (discovery.deadline().isAfter(clock.instant())) {
          testers.execute(() -> discover(testId, discovery));
        }
        return;
      }
      CredentialTest test = EventJson.read(record.value(), CredentialTest.class);
      if (test.deadline().isAfter(clock.instant())) {
        testers.execute(() -> replies.answer(testId, result(testId, test)));
      }
    } catch (UnreadableEventException unreadable) {
      skipped.skipped(record, String.valueOf(unreadable.getMessage()));
    }
  }

  private void discover(String testId, IssuerDiscovery discovery) {
    try {
      Duration left = Duration.between(clock.instant(), discovery.deadline());
      Duration patience = left.compareTo(PATIENCE) < 0 ? left : PATIENCE;
      replies.answer(
          testId, issuers.discover(discovery.issuer(), discovery.caCertificates(), patience));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      log.debug("issuer discovery {} given up", testId);
    }
  }

  private CredentialTest.Result result(String testId, CredentialTest test) {
    Instant start = clock.instant();
    Duration left = Duration.between(start, test.deadline());
    try {
      Duration patience = left.compareTo(PATIENCE) < 0 ? left : PATIENCE;
      return switch (grant.ask(ProviderClient.of(test), Purpose.TEST, patience)) {
        case ProviderResponse.Refused refused -> TestResults.of(refused);
        case ProviderResponse.HeldBack heldBack -> TestResults.of(heldBack);
        case ProviderResponse.Granted granted ->
            TestResults.of(
                granted,
                seal.grant(
                    test.accountId(),
                    test.connectionId(),
                    test.credentialsVersion(),
                    granted,
                    0,
                    clock.instant()));
      };
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      log.debug("credential test {} given up", testId);
    } catch (RuntimeException | Error broken) {
      // Without its message, which may quote what it could not handle.
      log.error("credential test {} failed: {}", testId, broken.getClass().getName());
    }
    return CredentialTest.Result.failed(
        Duration.between(start, clock.instant()).toMillis(),
        CredentialFailure.of(CredentialCategory.TRANSIENT));
  }
}
