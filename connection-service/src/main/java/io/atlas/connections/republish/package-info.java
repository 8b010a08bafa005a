/** Putting on the topics again what the database holds. */
@NullMarked
package io.atlas.connections.republish;

import org.jspecify.annotations.NullMarked;
