/** Microbenchmarks of what an action pays for its token. */
@NullMarked
package io.atlas.bench.jmh;

import org.jspecify.annotations.NullMarked;
