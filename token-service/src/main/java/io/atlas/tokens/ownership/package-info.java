/** Token requests as they come in, and the owner of each partition of connections. */
@NullMarked
package io.atlas.tokens.ownership;

import org.jspecify.annotations.NullMarked;
