package io.atlas.connections.connection;

import java.time.Duration;

/** How long a deleted connection can be restored. */
public record RestoreTime(Duration time) {}
