/** What went wrong with a request, as RFC 9457 problem details. */
@NullMarked
package io.atlas.kit.problem;

import org.jspecify.annotations.NullMarked;
