/** A compacted topic as a map in memory. */
@NullMarked
package io.atlas.model.view;

import org.jspecify.annotations.NullMarked;
