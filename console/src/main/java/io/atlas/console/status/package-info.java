/** Where things stand now: instances, circuits, what is unread and what waits. */
@NullMarked
package io.atlas.console.status;

import org.jspecify.annotations.NullMarked;
