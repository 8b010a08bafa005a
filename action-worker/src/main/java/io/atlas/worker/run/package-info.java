/** Works whose turn it is, run to their outcomes, and calls that outlast their offsets. */
@NullMarked
package io.atlas.worker.run;

import org.jspecify.annotations.NullMarked;
