/** A repeated POST gets the first one's response. */
@NullMarked
package io.atlas.kit.idempotency;

import org.jspecify.annotations.NullMarked;
