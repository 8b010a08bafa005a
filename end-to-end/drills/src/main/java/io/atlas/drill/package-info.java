/** Crashes, restarts and long runs of real processes. */
@NullMarked
package io.atlas.drill;

import org.jspecify.annotations.NullMarked;
