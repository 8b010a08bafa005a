package io.atlas.connections.connection;

import java.time.Duration;

/** How long a deleted connection can be restored. */
public record Kept(Duration time) {}
