/** Results and dead letters from their topics into PostgreSQL, and the questions asked of them. */
@NullMarked
package io.atlas.console.history;

import org.jspecify.annotations.NullMarked;
