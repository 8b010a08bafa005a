/**
 * The topics as an operator of the platform sees them: their figures, their records, and events put
 * back.
 */
@NullMarked
package io.atlas.console.topic;

import org.jspecify.annotations.NullMarked;
