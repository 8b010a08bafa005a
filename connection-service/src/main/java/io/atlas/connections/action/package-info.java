/** Actions: saved, fired, flagged. */
@NullMarked
package io.atlas.connections.action;

import org.jspecify.annotations.NullMarked;
