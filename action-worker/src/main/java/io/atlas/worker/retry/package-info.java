/** Whether a failed attempt is repeated, when, and where it waits. */
@NullMarked
package io.atlas.worker.retry;

import org.jspecify.annotations.NullMarked;
