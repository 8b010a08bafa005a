/** Lists of any size: searched, filtered, sorted and read in parts, each part at a bounded cost. */
@NullMarked
package io.atlas.connections.listing;

import org.jspecify.annotations.NullMarked;
