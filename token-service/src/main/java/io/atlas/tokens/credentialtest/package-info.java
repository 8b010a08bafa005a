/** Credentials tried before they are saved. */
@NullMarked
package io.atlas.tokens.credentialtest;

import org.jspecify.annotations.NullMarked;
