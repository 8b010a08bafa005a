/** Proof that whoever shows a token holds the key it was issued for: DPoP, RFC 9449. */
@NullMarked
package io.atlas.model.dpop;

import org.jspecify.annotations.NullMarked;
