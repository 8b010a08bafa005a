/** What a request says: JSON bodies read field by field, conditions, cursors, ids. */
@NullMarked
package io.atlas.connections.request;

import org.jspecify.annotations.NullMarked;
