/** The first run: from credentials to the first fired event on one page. */
@NullMarked
package io.atlas.console.start;

import org.jspecify.annotations.NullMarked;
