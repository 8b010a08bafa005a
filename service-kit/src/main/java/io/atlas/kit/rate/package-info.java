/** How often one account, and one address, may call. */
@NullMarked
package io.atlas.kit.rate;

import org.jspecify.annotations.NullMarked;
