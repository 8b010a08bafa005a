/** Breaks a rule on purpose. */
@NullMarked
package io.atlas.testing.violations.embedded;

import org.jspecify.annotations.NullMarked;
