/** Breaks a rule on purpose. */
@NullMarked
package io.atlas.testing.violations.time;

import org.jspecify.annotations.NullMarked;
