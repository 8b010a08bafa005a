/** One hanging target among ten. */
@NullMarked
package io.atlas.bench.isolation;

import org.jspecify.annotations.NullMarked;
