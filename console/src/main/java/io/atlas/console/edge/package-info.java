/** What every request meets before anything looks at what it asks for. */
@NullMarked
package io.atlas.console.edge;

import org.jspecify.annotations.NullMarked;
