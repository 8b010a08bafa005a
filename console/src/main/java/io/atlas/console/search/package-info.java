/** One search for whatever has a name, a URL or an id. */
@NullMarked
package io.atlas.console.search;

import org.jspecify.annotations.NullMarked;
