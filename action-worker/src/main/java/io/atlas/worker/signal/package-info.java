/** What operators see: metrics and one wide log event an attempt. */
@NullMarked
package io.atlas.worker.signal;

import org.jspecify.annotations.NullMarked;
