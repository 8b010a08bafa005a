/** Tests of topics and their settings, on a real broker. */
@NullMarked
package io.atlas.model.kafka;

import org.jspecify.annotations.NullMarked;
