/** How a service starts. */
@NullMarked
package io.atlas.kit.start;

import org.jspecify.annotations.NullMarked;
