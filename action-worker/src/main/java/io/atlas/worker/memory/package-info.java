/** What is in flight may hold so much memory, by account and overall. */
@NullMarked
package io.atlas.worker.memory;

import org.jspecify.annotations.NullMarked;
