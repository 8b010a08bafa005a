/** Breaks a rule on purpose. */
@NullMarked
package io.atlas.testing.violations.naming;

import org.jspecify.annotations.NullMarked;
