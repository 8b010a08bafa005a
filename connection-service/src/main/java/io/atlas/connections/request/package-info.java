/** What a request says: JSON bodies read field by field, secrets sealed at once, cursors, ids. */
@NullMarked
package io.atlas.connections.request;

import org.jspecify.annotations.NullMarked;
