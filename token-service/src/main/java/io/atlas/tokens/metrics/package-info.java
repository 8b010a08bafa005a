/** Token requests and budgets as metrics. */
@NullMarked
package io.atlas.tokens.metrics;

import org.jspecify.annotations.NullMarked;
