/** Change events that leave for Kafka with the transaction that made them, in order per key. */
@NullMarked
package io.atlas.connections.outbox;

import org.jspecify.annotations.NullMarked;
