/** Topics with their settings in one table, and how clients reach the broker. */
@NullMarked
package io.atlas.model.kafka;

import org.jspecify.annotations.NullMarked;
