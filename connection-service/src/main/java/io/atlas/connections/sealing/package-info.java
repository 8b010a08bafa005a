/** Sealing secrets the moment they arrive. */
@NullMarked
package io.atlas.connections.sealing;

import org.jspecify.annotations.NullMarked;
