/** Tables for table programs. */
@NullMarked
package io.atlas.kit.csv;

import org.jspecify.annotations.NullMarked;
