/** A partition's owner on a real broker. */
@NullMarked
package io.atlas.tokens.intake;

import org.jspecify.annotations.NullMarked;
