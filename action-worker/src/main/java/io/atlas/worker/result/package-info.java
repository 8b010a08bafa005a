/**
 * OutcomePublisher onto topics: delay or dead letter first, then the result, then the offset is
 * done.
 */
@NullMarked
package io.atlas.worker.result;

import org.jspecify.annotations.NullMarked;
