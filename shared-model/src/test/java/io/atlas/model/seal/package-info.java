/** Tests of sealing. */
@NullMarked
package io.atlas.model.seal;

import org.jspecify.annotations.NullMarked;
