/** Tests of the metrics. */
@NullMarked
package io.atlas.tokens.metrics;

import org.jspecify.annotations.NullMarked;
