/** Which connections wait for a provider that is away, and whose turn it is to ask. */
@NullMarked
package io.atlas.tokens.outage;

import org.jspecify.annotations.NullMarked;
