/** Tells open pages that their account has something new. */
@NullMarked
package io.atlas.console.live;

import org.jspecify.annotations.NullMarked;
