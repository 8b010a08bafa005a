/** Microbenchmarks of what a call pays beside the request. */
@NullMarked
package io.atlas.worker.call;

import org.jspecify.annotations.NullMarked;
