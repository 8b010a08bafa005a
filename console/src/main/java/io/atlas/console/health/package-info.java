/** How connections fare: what providers answered, what is used of a budget, what expires when. */
@NullMarked
package io.atlas.console.health;

import org.jspecify.annotations.NullMarked;
