/** Secrets taken out of what is shown. */
@NullMarked
package io.atlas.worker.redaction;

import org.jspecify.annotations.NullMarked;
