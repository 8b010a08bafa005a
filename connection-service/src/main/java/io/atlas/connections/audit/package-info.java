/** Who changed what. */
@NullMarked
package io.atlas.connections.audit;

import org.jspecify.annotations.NullMarked;
