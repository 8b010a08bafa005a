/** Breaks a rule on purpose. */
@NullMarked
package io.atlas.testing.violations.logging;

import org.jspecify.annotations.NullMarked;
