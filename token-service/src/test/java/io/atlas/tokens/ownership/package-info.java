/** A partition's owner on a real broker. */
@NullMarked
package io.atlas.tokens.ownership;

import org.jspecify.annotations.NullMarked;
