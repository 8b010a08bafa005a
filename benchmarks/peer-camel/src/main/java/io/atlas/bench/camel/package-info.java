/** An Apache Camel route from Kafka to HTTP to Kafka. */
@NullMarked
package io.atlas.bench.camel;

import org.jspecify.annotations.NullMarked;
