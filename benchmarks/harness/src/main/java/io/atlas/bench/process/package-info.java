/** Child processes: the broker and the candidates. */
@NullMarked
package io.atlas.bench.process;

import org.jspecify.annotations.NullMarked;
