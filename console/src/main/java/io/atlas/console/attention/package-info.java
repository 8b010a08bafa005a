/** What needs a person, worst first. */
@NullMarked
package io.atlas.console.attention;

import org.jspecify.annotations.NullMarked;
