package io.atlas.model.event;

import java.time.Instant;

/**
 * A person no longer wants an execution to be tried again; a value of {@code retry-cancellations},
 * keyed by execution id. It counts for executions of that account only: ids may be chosen by
 * publishers.
 *
 * @param requestedBy the person's name
 */
public record RetryCancellation(String accountId, String requestedBy, Instant requestedAt) {}
