/** What went wrong with a request, as RFC 9457 problem details. */
@NullMarked
package io.atlas.connections.problem;

import org.jspecify.annotations.NullMarked;
