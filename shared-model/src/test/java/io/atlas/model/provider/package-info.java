/** The data file holds what it promises. */
@NullMarked
package io.atlas.model.provider;

import org.jspecify.annotations.NullMarked;
