/** Results counted once, by time, account, action, connection and target; and read as series. */
@NullMarked
package io.atlas.console.figures;

import org.jspecify.annotations.NullMarked;
