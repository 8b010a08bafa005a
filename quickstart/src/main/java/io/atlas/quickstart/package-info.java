/** Everything in one process: embedded servers, the four services, and a demo to look at. */
@NullMarked
package io.atlas.quickstart;

import org.jspecify.annotations.NullMarked;
