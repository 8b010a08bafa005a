/** Who replayed and cancelled what, and what became of it. */
@NullMarked
package io.atlas.console.audit;

import org.jspecify.annotations.NullMarked;
