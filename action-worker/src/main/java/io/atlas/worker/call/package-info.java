/** One HTTP request to a target, bounded in time and size. */
@NullMarked
package io.atlas.worker.call;

import org.jspecify.annotations.NullMarked;
