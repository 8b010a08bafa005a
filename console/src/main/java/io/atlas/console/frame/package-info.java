/**
 * What every page shares: the frame around it, how values read, and what is shown when it fails.
 */
@NullMarked
package io.atlas.console.frame;

import org.jspecify.annotations.NullMarked;
