/** Events with the same ordering key run one at a time, in offset order (I10). */
@NullMarked
package io.atlas.worker.order;

import org.jspecify.annotations.NullMarked;
