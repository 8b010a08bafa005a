/** Clocks of others, measured against ours. */
@NullMarked
package io.atlas.kit.clock;

import org.jspecify.annotations.NullMarked;
