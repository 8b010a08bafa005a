/** The flow of one execution, readable top to bottom. */
@NullMarked
package io.atlas.worker.execution;

import org.jspecify.annotations.NullMarked;
