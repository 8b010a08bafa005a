/** Answering a repeated POST with the first one's answer. */
@NullMarked
package io.atlas.connections.idempotency;

import org.jspecify.annotations.NullMarked;
