/** Texts that others wrote. */
@NullMarked
package io.atlas.model.text;

import org.jspecify.annotations.NullMarked;
