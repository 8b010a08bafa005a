/** The candidates, ours and the peers, and how each is started. */
@NullMarked
package io.atlas.bench.subject;

import org.jspecify.annotations.NullMarked;
