/** The white label: what a console that is another product's shows of it. */
@NullMarked
package io.atlas.console.brand;

import org.jspecify.annotations.NullMarked;
