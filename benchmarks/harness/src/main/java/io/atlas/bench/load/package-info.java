/** Fires events and reads what became of them. */
@NullMarked
package io.atlas.bench.load;

import org.jspecify.annotations.NullMarked;
