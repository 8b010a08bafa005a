package io.atlas.console.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait for their next attempt on one delay topic.
 *
 * @param delay such as {@code 30s}, or {@code ordered}
 * @param waiting at most so many: some behind the first may be done already
 * @param nextDue when the first of them is due; null where none waits or it could not be read
 */
public record Tier(String delay, long waiting, @Nullable Instant nextDue) {}
