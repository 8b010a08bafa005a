@NullMarked
package io.atlas.model.key;

import org.jspecify.annotations.NullMarked;
