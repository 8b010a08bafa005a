/** One token request, against misbehaving providers over real sockets. */
@NullMarked
package io.atlas.tokens.grant;

import org.jspecify.annotations.NullMarked;
