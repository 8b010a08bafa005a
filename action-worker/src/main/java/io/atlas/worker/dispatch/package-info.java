/** Which event starts when: limits, fairness and ordering keys (I10), under one lock. */
@NullMarked
package io.atlas.worker.dispatch;

import org.jspecify.annotations.NullMarked;
