/** One instance at a time does what must not be done by two. */
@NullMarked
package io.atlas.connections.leader;

import org.jspecify.annotations.NullMarked;
