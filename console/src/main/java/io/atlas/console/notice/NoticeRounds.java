package io.atlas.console.notice;

import io.atlas.kit.background.ManagedThread;
import io.atlas.model.event.Notice;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The one place where notices are raised and cleared. Each round compares the facts with what was
 * told last, and stores the difference, its records and its alerts in one transaction under one
 * lock: with several consoles, and whatever dies, each turn is told once. What comes and goes
 * between two rounds is no turn.
 */
@Component
class NoticeRounds {

  private static final Logger log = LoggerFactory.getLogger(NoticeRounds.class);

  /** Whoever has it compares or sends; the same in every console. */
  private static final long LOCK = 7_261_993_016L;

  /** Of a transaction: a provider's end may flag all actions of an account at once. */
  private static final int MOST = 500;

  private static final int PHASE = 1;

  private final List<Facts> sources;
  private final NoticeTable notices;
  private final Alerts alerts;
  private final NoticeOutbox outbox;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Duration every;

  NoticeRounds(
      List<Facts> sources,
      NoticeTable notices,
      Alerts alerts,
      NoticeOutbox outbox,
      JdbcClient jdbc,
      TransactionTemplate transaction,
      NoticeSettings settings) {
    this.sources = List.copyOf(sources);
    this.notices = notices;
    this.alerts = alerts;
    this.outbox = outbox;
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.every = settings.every();
  }

  @Bean
  ManagedThread noticeThread() {
    return new ManagedThread(
        "notices",
        PHASE,
        () -> this::round,
        DataAccessException.class,
        TransactionException.class,
        KafkaException.class);
  }

  /** Pauses where nothing is left to do. */
  private Duration round() throws InterruptedException {
    boolean more = false;
    for (Facts facts : sources) {
      more |= Boolean.TRUE.equals(transaction.execute(_ -> isOurTurn() && compare(facts)));
    }
    more |= Boolean.TRUE.equals(transaction.execute(_ -> isOurTurn() && send()));
    return more ? Duration.ZERO : every;
  }

  /** Until the transaction's end. */
  private boolean isOurTurn() {
    return jdbc.sql("SELECT pg_try_advisory_xact_lock(:lock)")
        .param("lock", LOCK)
        .query(Boolean.class)
        .single();
  }

  private boolean compare(Facts facts) {
    return facts.now().map(now -> compare(facts, now)).orElse(false);
  }

  private boolean compare(Facts facts, Facts.Question now) {
    List<Notice> cleared = notices.clear(facts, now, MOST);
    List<Notice> raised = notices.raise(now, MOST);
    cleared.forEach(this::tell);
    raised.forEach(this::tell);
    return cleared.size() == MOST || raised.size() == MOST;
  }

  private void tell(Notice notice) {
    outbox.told(notice);
    alerts.claim(notice).forEach(actionId -> outbox.fired(notice, actionId));
  }

  private boolean send() {
    try {
      return outbox.send();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while sending notices", interrupted);
    }
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void removeOld() {
    try {
      notices.removeOld();
    } catch (DataAccessException away) {
      log.warn("old notices are removed in an hour: {}", away.toString());
    }
  }
}
