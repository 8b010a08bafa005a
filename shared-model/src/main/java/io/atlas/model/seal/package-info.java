/**
 * Sealing with JWE, keys in JWK Sets: whoever holds the public half can seal, only the private half
 * opens.
 */
@NullMarked
package io.atlas.model.seal;

import org.jspecify.annotations.NullMarked;
