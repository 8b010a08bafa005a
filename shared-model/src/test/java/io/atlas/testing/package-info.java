/** What every module's tests use. */
@NullMarked
package io.atlas.testing;

import org.jspecify.annotations.NullMarked;
