/** Access tokens from their view, asked for when missing. */
@NullMarked
package io.atlas.worker.token;

import org.jspecify.annotations.NullMarked;
