/** Tests of DPoP. */
@NullMarked
package io.atlas.model.dpop;

import org.jspecify.annotations.NullMarked;
