/** Who is asking: sign-in by OpenID Connect, bearer tokens for the API, and the account of both. */
@NullMarked
package io.atlas.console.identity;

import org.jspecify.annotations.NullMarked;
