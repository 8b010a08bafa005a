/** What the machine bears: consume, call and publish, and nothing else. */
@NullMarked
package io.atlas.bench.bare;

import org.jspecify.annotations.NullMarked;
