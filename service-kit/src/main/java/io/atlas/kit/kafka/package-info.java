/** How a service reaches the broker. */
@NullMarked
package io.atlas.kit.kafka;

import org.jspecify.annotations.NullMarked;
