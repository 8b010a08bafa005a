package io.atlas.model.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something turned bad, or is good again; a value of {@code notices}, keyed by account and subject.
 * Told once each, never in between; a secret or a certificate that expires is told 30, 7 and 1 days
 * ahead.
 *
 * @param subject what it is about, such as {@code connection/6f1c…/health}; the same in both states
 * @param accountId whose it is; null for the platform's own
 * @param since when it turned bad, or good again
 * @param summary one sentence, with the names that people gave
 * @param hint what to do
 * @param link the console's page for it, a path where the console was not told its own address
 * @param actionId of the action that it is about; null for none
 * @param connectionId of the connection that it is about; null for none
 */
public record Notice(
    Kind kind,
    String subject,
    @Nullable String accountId,
    State state,
    Instant since,
    String summary,
    String hint,
    String link,
    @Nullable String actionId,
    @Nullable String connectionId) {

  public Notice {
    if (kind == null || state == null || since == null) {
      throw new IllegalArgumentException("a notice has a kind, a state and a since");
    }
    if (subject == null || subject.isBlank()) {
      throw new IllegalArgumentException("subject is missing");
    }
  }

  /** The record's key: all of one subject are in order. */
  public String key() {
    return Optional.ofNullable(accountId).orElse("") + '/' + subject;
  }

  public enum State {
    RAISED,
    CLEARED
  }

  /** What turned bad, worst first. */
  public enum Kind {
    INSTANCE_LOST(true),
    CONNECTION_FAILING(false),
    ACTION_FLAGGED(false),
    CIRCUIT_OPEN(false),
    LAG_GROWING(true),
    DEAD_LETTERS_OF_NO_ACCOUNT(true),
    DEAD_LETTERS(false),
    SUCCESS_RATE(false),
    SECRET_EXPIRING(false),
    /** Read, never written. */
    @JsonEnumDefaultValue
    UNKNOWN(false);

    private final boolean platform;

    Kind(boolean platform) {
      this.platform = platform;
    }

    /** Whether it is the platform's and no account's. */
    public boolean ofPlatform() {
      return platform;
    }

    /** Those that a person may see. */
    public static List<Kind> seenBy(boolean operatorOfPlatform) {
      return NewerNames.known(Kind.class).stream()
          .filter(kind -> operatorOfPlatform || !kind.platform)
          .toList();
    }
  }
}
