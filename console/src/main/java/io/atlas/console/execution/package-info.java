/** Executions: the log as pages and as an API. */
@NullMarked
package io.atlas.console.execution;

import org.jspecify.annotations.NullMarked;
