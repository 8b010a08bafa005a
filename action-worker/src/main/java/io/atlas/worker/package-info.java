/** The data plane: fired actions in, HTTP requests out, results on a topic. */
@NullMarked
package io.atlas.worker;

import org.jspecify.annotations.NullMarked;
