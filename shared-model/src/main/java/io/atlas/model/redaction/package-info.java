/** Takes secrets out of texts before anybody sees them (I6). */
@NullMarked
package io.atlas.model.redaction;

import org.jspecify.annotations.NullMarked;
