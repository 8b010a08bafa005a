/** A real Kafka broker and a real PostgreSQL, started by this process. */
@NullMarked
package io.atlas.embedded;

import org.jspecify.annotations.NullMarked;
