/** What goes on in a service without being asked: threads, and readers of topics. */
@NullMarked
package io.atlas.kit.background;

import org.jspecify.annotations.NullMarked;
