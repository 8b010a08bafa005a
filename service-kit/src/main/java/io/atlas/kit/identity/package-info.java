/** Who calls: the access token, and the account that it names. */
@NullMarked
package io.atlas.kit.identity;

import org.jspecify.annotations.NullMarked;
