/** What statements written by hand share. */
@NullMarked
package io.atlas.kit.sql;

import org.jspecify.annotations.NullMarked;
