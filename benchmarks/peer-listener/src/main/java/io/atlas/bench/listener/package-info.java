/** A {@code @KafkaListener} as Spring's documentation shows it, in three forms. */
@NullMarked
package io.atlas.bench.listener;

import org.jspecify.annotations.NullMarked;
