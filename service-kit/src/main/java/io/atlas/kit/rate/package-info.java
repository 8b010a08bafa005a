/** How often, and how much at once, one account or one address may ask for. */
@NullMarked
package io.atlas.kit.rate;

import org.jspecify.annotations.NullMarked;
