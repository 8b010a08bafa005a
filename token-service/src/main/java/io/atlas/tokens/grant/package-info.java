/** One token request: from a connection's settings to what the provider's answer comes to. */
@NullMarked
package io.atlas.tokens.grant;

import org.jspecify.annotations.NullMarked;
