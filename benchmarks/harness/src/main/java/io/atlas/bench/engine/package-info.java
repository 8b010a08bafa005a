/** Throughput, processor time, latency and memory of every candidate. */
@NullMarked
package io.atlas.bench.engine;

import org.jspecify.annotations.NullMarked;
