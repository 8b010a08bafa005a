/** Presets of OAuth providers, and what an issuer says about itself. */
@NullMarked
package io.atlas.connections.provider;

import org.jspecify.annotations.NullMarked;
