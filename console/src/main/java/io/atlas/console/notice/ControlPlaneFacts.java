package io.atlas.console.notice;

import io.atlas.console.brand.Brand;
import io.atlas.kit.sql.Times;
import io.atlas.model.event.ConsolePage;
import io.atlas.model.event.Notice.Kind;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Connections that fail, secrets and certificates that expire, actions that are flagged: what
 * {@link Watched} has.
 */
@Component
class ControlPlaneFacts implements Facts {

  /** Days are those of UTC, and the steps those of the connection-service's reminders. */
  private static final String SQL =
      """
      SELECT account_id, 'connection/' || connection_id || '/health' AS subject,
        'CONNECTION_FAILING' AS kind, 0 AS level, failing_since AS since,
        'Connection “' || name || '” is failing: ' || refusal AS summary, hint,
        '/account/connections/' || connection_id AS link,
        CAST(NULL AS text) AS action_id, connection_id
      FROM watched_connection
      WHERE failing_since IS NOT NULL AND denied_version >= credentials_version
        AND NOT deleted AND account_id IS NOT NULL
      UNION ALL
      SELECT account_id, 'connection/' || connection_id || '/secret', 'SECRET_EXPIRING',
        CASE WHEN secret_expires_on - :today <= 1 THEN 1
             WHEN secret_expires_on - :today <= 7 THEN 7 ELSE 30 END,
        :now, 'The secret of “' || name || '” expires on ' || secret_expires_on,
        'Store the next one in time: it takes over by itself.',
        '/account/connections/' || connection_id || '#client-secret', NULL, connection_id
      FROM watched_connection
      WHERE secret_expires_on <= :horizon AND NOT deleted AND account_id IS NOT NULL
      UNION ALL
      SELECT account_id, 'connection/' || connection_id || '/certificate', 'SECRET_EXPIRING',
        CASE WHEN certificate_expires_on - :today <= 1 THEN 1
             WHEN certificate_expires_on - :today <= 7 THEN 7 ELSE 30 END,
        :now, 'The certificate of “' || name || '” '
          || CASE WHEN certificate_expires_on < :today THEN 'expired' ELSE 'expires' END
          || ' on ' || certificate_expires_on,
        'Have it renewed, and store the new one before it does.',
        '/account/connections/' || connection_id || '#certificate', NULL, connection_id
      FROM watched_connection
      WHERE certificate_expires_on <= :horizon AND NOT deleted AND account_id IS NOT NULL
      UNION ALL
      SELECT account_id, 'action/' || action_id || '/flag', 'ACTION_FLAGGED', 0, flagged_since,
        'Action “' || name || '”: ' || replace(flag, :page, :called), 'Choose a connection that works for it.',
        '/actions/' || action_id || '#authentication-section', action_id, NULL
      FROM watched_action WHERE flag IS NOT NULL
      """;

  private static final int FIRST_REMINDER_DAYS = 30;

  private final Clock clock;
  private final Brand brand;

  ControlPlaneFacts(Clock clock, Brand brand) {
    this.clock = clock;
    this.brand = brand;
  }

  @Override
  public Set<Kind> kinds() {
    return Set.of(Kind.CONNECTION_FAILING, Kind.SECRET_EXPIRING, Kind.ACTION_FLAGGED);
  }

  @Override
  public Optional<Question> now() {
    Instant now = clock.instant();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    return Optional.of(
        new Question(
            SQL,
            Map.of(
                "today", today,
                "horizon", today.plusDays(FIRST_REMINDER_DAYS),
                "now", Times.utc(now),
                "page", ConsolePage.CONNECTIONS,
                "called", brand.connectionsPage())));
  }
}
