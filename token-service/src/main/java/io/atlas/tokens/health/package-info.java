/** How the providers and budgets are doing, as metrics. */
@NullMarked
package io.atlas.tokens.health;

import org.jspecify.annotations.NullMarked;
