/** Breaks a rule on purpose. */
@NullMarked
package io.atlas.testing.violations.cycle.two;

import org.jspecify.annotations.NullMarked;
