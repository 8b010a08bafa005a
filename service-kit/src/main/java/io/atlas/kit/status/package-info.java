/** How an instance tells all others how it is. */
@NullMarked
package io.atlas.kit.status;

import org.jspecify.annotations.NullMarked;
