/** Breaks a rule on purpose. */
@NullMarked
package io.atlas.testing.violations.util;

import org.jspecify.annotations.NullMarked;
