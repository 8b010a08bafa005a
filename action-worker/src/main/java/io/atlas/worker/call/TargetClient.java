package io.atlas.worker.call;

import io.atlas.model.egress.EgressGuard;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Sends requests straight over kept connections: no redirects, cookies, retries or cached
 * authentication, because there is nothing between the request and the connection that could do
 * any. Thread-safe; a call blocks its virtual thread.
 */
public final class TargetClient implements AutoCloseable {

  /** A connection's name is not resolved again, so it does not live long. */
  private static final Duration CONNECTION_LIFE = Duration.ofSeconds(60);

  private static final Duration CLOSE_OLD_EVERY = Duration.ofSeconds(15);

  /** Dirty connections that are dropped for one call; more than a target can keep open for long. */
  private static final int MOST_DROPPED = 1_000;

  private static final String CLOSED_UNANSWERED =
      "the kept connection was closed before any byte of an answer came";

  private static final String UNASKED_WHILE_SENDING =
      "the target said something on the kept connection before it had the request";

  private final KeptConnections kept;
  private final Deadlines deadlines;
  private final TargetCall.Parts parts;
  private final ScheduledExecutorService timer;
  private final LongSupplier nanoTime;
  private final LongAdder underWay = new LongAdder();

  /**
   * @param mostKept connections that wait for their target's next call
   */
  public TargetClient(
      EgressGuard egress,
      ResponseReader answers,
      int mostKept,
      ScheduledExecutorService timer,
      LongSupplier nanoTime) {
    this.kept = new KeptConnections(mostKept, CONNECTION_LIFE.toNanos(), nanoTime);
    this.deadlines = new Deadlines(nanoTime);
    this.parts =
        new TargetCall.Parts(
            new Connector(egress),
            kept,
            new UnaskedResponses(nanoTime),
            deadlines,
            answers,
            nanoTime);
    this.timer = timer;
    this.nanoTime = nanoTime;
  }

  /** Ends calls whose time is up, and closes connections that nobody uses, from now on. */
  public void start() {
    deadlines.sweepWith(timer);
    var _ =
        timer.scheduleWithFixedDelay(
            // Saying goodbye to a target may take its time.
            () -> Thread.ofVirtual().start(kept::closeOld),
            CLOSE_OLD_EVERY.toMillis(),
            CLOSE_OLD_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /**
   * Sends the request and reads the answer; never longer than the request's timeout. It is sent
   * once more only where a kept connection was closed before a byte of an answer came: then the
   * target most likely closed it for being idle, and did not read the request.
   */
  public Called call(CallRequest request) {
    underWay.increment();
    try {
      return callUntilHeard(request);
    } finally {
      underWay.decrement();
    }
  }

  private Called callUntilHeard(CallRequest request) {
    long start = nanoTime.getAsLong();
    int requests = 0;
    String repeated = null;
    for (int dropped = 0; ; dropped++) {
      TargetCall call = new TargetCall(parts, request, start);
      CallOutcome outcome = call.run();
      requests += call.isSent() ? 1 : 0;
      TargetCall.Spoilt spoilt = call.spoilt();
      boolean again =
          switch (spoilt) {
            case null -> false;
            case UNASKED -> dropped < MOST_DROPPED;
            case UNASKED_MEANWHILE, CLOSED -> repeated == null;
          };
      if (!again) {
        return new Called(outcome, requests, repeated);
      }
      if (call.isSent()) {
        repeated = spoilt == TargetCall.Spoilt.CLOSED ? CLOSED_UNANSWERED : UNASKED_WHILE_SENDING;
      }
    }
  }

  /** Connections of calls that are under way, and kept ones, for metrics. */
  public int openConnections() {
    return underWay.intValue() + kept.size();
  }

  /** For tests: closes what is too old, as it is done from time to time. */
  void closeOld() {
    kept.closeOld();
  }

  /** Targets that are remembered, for tests. */
  int knownTargets() {
    return kept.targets();
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    deadlines.endAll();
    kept.closeAll();
  }
}
