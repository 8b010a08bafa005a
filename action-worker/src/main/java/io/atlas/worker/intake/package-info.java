/** One thread owns the consumer; offsets are committed when every lower one is done. */
@NullMarked
package io.atlas.worker.intake;

import org.jspecify.annotations.NullMarked;
