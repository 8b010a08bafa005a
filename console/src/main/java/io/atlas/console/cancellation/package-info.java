/** Scheduled retries that a person no longer wants. */
@NullMarked
package io.atlas.console.cancellation;

import org.jspecify.annotations.NullMarked;
