/** What the candidates call: a native target, a recording one, a token endpoint. */
@NullMarked
package io.atlas.bench.target;

import org.jspecify.annotations.NullMarked;
