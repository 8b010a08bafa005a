/** Tests of the exchange with a provider. */
@NullMarked
package io.atlas.tokens.endpoint;

import org.jspecify.annotations.NullMarked;
