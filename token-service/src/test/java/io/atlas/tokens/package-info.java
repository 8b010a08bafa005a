/** The whole service on a real broker, against providers over real sockets. */
@NullMarked
package io.atlas.tokens;

import org.jspecify.annotations.NullMarked;
