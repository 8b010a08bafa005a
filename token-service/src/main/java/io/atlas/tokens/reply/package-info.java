/** Results and promotions, back to the connection-service. */
@NullMarked
package io.atlas.tokens.reply;

import org.jspecify.annotations.NullMarked;
