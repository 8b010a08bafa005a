/** Fires a dead event again, on purpose and within bounds. */
@NullMarked
package io.atlas.console.replay;

import org.jspecify.annotations.NullMarked;
