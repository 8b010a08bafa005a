/** Benchmarks and drills: real processes, bounded load on loopback, measured from outside. */
@NullMarked
package io.atlas.bench;

import org.jspecify.annotations.NullMarked;
