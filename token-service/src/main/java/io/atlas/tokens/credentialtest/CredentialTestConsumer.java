package io.atlas.tokens.credentialtest;

import io.atlas.kit.background.ManagedThread;
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
import io.atlas.tokens.grant.ClientCredentialsGrant;
import io.atlas.tokens.grant.IssuerMetadata;
import io.atlas.tokens.grant.ProviderClient;
import io.atlas.tokens.intake.GroupMember;
import io.atlas.tokens.intake.GroupMember.Subscription;
import io.atlas.tokens.intake.LiveRecords;
import io.atlas.tokens.reply.Replies;
import io.atlas.tokens.token.GrantSeal;
import io.atlas.tokens.token.ProviderResponse;
import io.atlas.tokens.token.Purpose;
import io.atlas.tokens.token.TestResults;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code credential-tests}, whichever instance a test reaches: nothing is kept, the grant
 * travels back with the result and is adopted only where the connection is saved. Each test runs on
 * a thread of its own.
 */
public final class CredentialTestConsumer {

  private static final Logger log = LoggerFactory.getLogger(CredentialTestConsumer.class);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Positions are committed as tests are handed over: none is made twice. */
  private static final Subscription SUBSCRIPTION =
      new Subscription(
          "credential-tests",
          Topic.CREDENTIAL_TESTS,
          Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 50),
          Duration.ZERO);

  private final KafkaConnection kafka;
  private final ClientCredentialsGrant grant;
  private final IssuerMetadata issuers;
  private final GrantSeal seal;
  private final Replies replies;
  private final Clock clock;
  private final Executor testers;
  private final SkippedRecords skipped = new SkippedRecords(log, System::nanoTime);
  private final LiveRecords live = new LiveRecords();
  private volatile @Nullable GroupMember member;

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
  }

  /** A member of the group, for one thread. */
  public ManagedThread.Work open() {
    GroupMember opened = new GroupMember(kafka, SUBSCRIPTION, this::take, live, clock);
    member = opened;
    return opened;
  }

  /** Whether tests reach this instance. */
  public boolean isReady() {
    GroupMember reading = member;
    return reading != null && reading.hasJoined();
  }

  /** How many records could not be read. */
  public long skipped() {
    return skipped.count();
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
        Instant deadline = inOurTime(record, discovery.deadline());
        if (deadline.isAfter(clock.instant())) {
          testers.execute(() -> discover(testId, discovery, deadline));
        }
        return;
      }
      CredentialTest test = EventJson.read(record.value(), CredentialTest.class);
      Instant deadline = inOurTime(record, test.deadline());
      if (deadline.isAfter(clock.instant())) {
        testers.execute(() -> replies.send(testId, result(testId, test, deadline)));
      }
    } catch (UnreadableEventException unreadable) {
      skipped.skipped(record, String.valueOf(unreadable.getMessage()));
    } catch (DateTimeException | ArithmeticException outOfRange) {
      skipped.skipped(record, "a time beyond the end of all times");
    }
  }

  private Instant inOurTime(ConsumerRecord<String, byte[]> record, Instant deadline) {
    return deadline.plus(live.shift(record, clock.instant()));
  }

  private void discover(String testId, IssuerDiscovery discovery, Instant deadline) {
    try {
      Duration left = Duration.between(clock.instant(), deadline);
      Duration patience = left.compareTo(PATIENCE) < 0 ? left : PATIENCE;
      replies.send(
          testId, issuers.discover(discovery.issuer(), discovery.caCertificates(), patience));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      log.debug("issuer discovery {} given up", testId);
    }
  }

  private CredentialTest.Result result(String testId, CredentialTest test, Instant deadline) {
    Instant start = clock.instant();
    Duration left = Duration.between(start, deadline);
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
