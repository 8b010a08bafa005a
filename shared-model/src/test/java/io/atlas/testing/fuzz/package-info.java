/** Hostile inputs made from grammars, and what is held against whoever reads them (I12). */
@NullMarked
package io.atlas.testing.fuzz;

import org.jspecify.annotations.NullMarked;
