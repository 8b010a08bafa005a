/** The records that travel on the topics, their categories, and how they become JSON. */
@NullMarked
package io.atlas.model.event;

import org.jspecify.annotations.NullMarked;
