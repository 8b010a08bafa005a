/** The same connections at real authorization servers. */
@NullMarked
package io.atlas.tokens.compatibility;

import org.jspecify.annotations.NullMarked;
