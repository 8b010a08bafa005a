/** Every decision about a token, without threads, broker or network. */
@NullMarked
package io.atlas.tokens.token;

import org.jspecify.annotations.NullMarked;
