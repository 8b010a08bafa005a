/** The control plane: accounts' connections and actions, and the change events about them. */
@NullMarked
package io.atlas.connections;

import org.jspecify.annotations.NullMarked;
