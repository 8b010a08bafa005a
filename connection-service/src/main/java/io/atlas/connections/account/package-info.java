/** Who calls: the account and scopes of a request's access token. */
@NullMarked
package io.atlas.connections.account;

import org.jspecify.annotations.NullMarked;
