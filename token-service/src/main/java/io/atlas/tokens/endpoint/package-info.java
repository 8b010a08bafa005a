/**
 * The only code that talks to a provider: one bounded HTTP exchange, and the keys and certificates
 * it takes.
 */
@NullMarked
package io.atlas.tokens.endpoint;

import org.jspecify.annotations.NullMarked;
