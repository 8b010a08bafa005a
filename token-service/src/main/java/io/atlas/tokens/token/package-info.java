/** The life of a connection's token: every decision, as a pure state machine. */
@NullMarked
package io.atlas.tokens.token;

import org.jspecify.annotations.NullMarked;
