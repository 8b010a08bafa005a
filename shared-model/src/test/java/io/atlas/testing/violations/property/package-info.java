/** Breaks a rule on purpose. */
@NullMarked
package io.atlas.testing.violations.property;

import org.jspecify.annotations.NullMarked;
