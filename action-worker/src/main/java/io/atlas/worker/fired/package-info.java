/** Events as they were read, readable or not. */
@NullMarked
package io.atlas.worker.fired;

import org.jspecify.annotations.NullMarked;
