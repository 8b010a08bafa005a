/** Breaks a rule on purpose. */
@NullMarked
package io.atlas.testing.violations.letters;

import org.jspecify.annotations.NullMarked;
