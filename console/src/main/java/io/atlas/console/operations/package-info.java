/** Operations: how the account, or all of them, fare over time. */
@NullMarked
package io.atlas.console.operations;

import org.jspecify.annotations.NullMarked;
