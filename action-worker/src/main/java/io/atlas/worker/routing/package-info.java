/** Where each record that was read goes: to its turn, one delay topic further, or to its end. */
@NullMarked
package io.atlas.worker.routing;

import org.jspecify.annotations.NullMarked;
