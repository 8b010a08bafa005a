/** Private keys and certificates as people paste them, and what TLS takes of them. */
@NullMarked
package io.atlas.model.key;

import org.jspecify.annotations.NullMarked;
