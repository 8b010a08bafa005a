/** From firing to the request at the target, beside bare Kafka. */
@NullMarked
package io.atlas.bench.latency;

import org.jspecify.annotations.NullMarked;
