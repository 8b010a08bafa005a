/** Connections: tested, then saved; renamed, rotated, deleted, restored. */
@NullMarked
package io.atlas.connections.connection;

import org.jspecify.annotations.NullMarked;
