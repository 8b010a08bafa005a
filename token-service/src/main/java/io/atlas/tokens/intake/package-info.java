/** When records were sent, whatever the clocks of those who sent them. */
@NullMarked
package io.atlas.tokens.intake;

import org.jspecify.annotations.NullMarked;
