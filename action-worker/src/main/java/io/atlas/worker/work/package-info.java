/** An event on its way through the worker, and its hold on a partition's offset. */
@NullMarked
package io.atlas.worker.work;

import org.jspecify.annotations.NullMarked;
