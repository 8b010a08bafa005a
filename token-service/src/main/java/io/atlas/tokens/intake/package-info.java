/** Token requests as they come in, and who owns which connection. */
@NullMarked
package io.atlas.tokens.intake;

import org.jspecify.annotations.NullMarked;
