package io.atlas.connections.audit;

import java.time.Duration;

/** How long entries of the audit are kept. */
public record AuditKept(Duration time) {}
