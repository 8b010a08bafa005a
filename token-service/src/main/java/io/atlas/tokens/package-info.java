/** The service that obtains and renews access tokens: its start and its wiring. */
@NullMarked
package io.atlas.tokens;

import org.jspecify.annotations.NullMarked;
