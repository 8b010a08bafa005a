/** Breaks a rule on purpose. */
@NullMarked
package io.atlas.testing.violations.sleep;

import org.jspecify.annotations.NullMarked;
