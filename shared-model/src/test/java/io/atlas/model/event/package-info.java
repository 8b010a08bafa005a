/** Tests of the records that travel on the topics. */
@NullMarked
package io.atlas.model.event;

import org.jspecify.annotations.NullMarked;
