/** Breaks a rule on purpose. */
@NullMarked
package io.atlas.testing.violations.cycle.one;

import org.jspecify.annotations.NullMarked;
