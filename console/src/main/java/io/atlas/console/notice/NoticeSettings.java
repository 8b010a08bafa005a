package io.atlas.console.notice;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When notices are raised, under {@code atlas.notices}.
 *
 * @param every how often the facts are looked at: what comes and goes in between is not told; 100
 *     ms to 1 min
 * @param deadLetters of an action within 10 minutes; 1 to 1,000,000
 * @param successRate share of an action's results of 10 minutes, below which it often fails; 0 to 1
 */
@ConfigurationProperties("atlas.notices")
record NoticeSettings(
    @DefaultValue("2s") Duration every,
    @DefaultValue("10") int deadLetters,
    @DefaultValue("0.9") double successRate) {

  NoticeSettings {
    if (every.toMillis() < 100 || every.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("atlas.notices.every must be 100 ms to 1 min");
    }
    if (deadLetters < 1 || deadLetters > 1_000_000) {
      throw new IllegalArgumentException("atlas.notices.dead-letters must be 1 to 1000000");
    }
    if (!(successRate >= 0 && successRate <= 1)) {
      throw new IllegalArgumentException("atlas.notices.success-rate must be 0 to 1");
    }
  }
}
