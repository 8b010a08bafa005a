/** Actions from their view, compiled once per version. */
@NullMarked
package io.atlas.worker.definition;

import org.jspecify.annotations.NullMarked;
