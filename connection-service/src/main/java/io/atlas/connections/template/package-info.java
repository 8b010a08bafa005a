/** Presets of actions to start from. */
@NullMarked
package io.atlas.connections.template;

import org.jspecify.annotations.NullMarked;
