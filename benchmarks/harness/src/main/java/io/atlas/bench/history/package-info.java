/** How fast the console stores and counts results. */
@NullMarked
package io.atlas.bench.history;

import org.jspecify.annotations.NullMarked;
