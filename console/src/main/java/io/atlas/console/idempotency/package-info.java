/** Answers to requests that come again. */
@NullMarked
package io.atlas.console.idempotency;

import org.jspecify.annotations.NullMarked;
