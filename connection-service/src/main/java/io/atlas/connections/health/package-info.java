/** What the tokens topic tells about each connection. */
@NullMarked
package io.atlas.connections.health;

import org.jspecify.annotations.NullMarked;
