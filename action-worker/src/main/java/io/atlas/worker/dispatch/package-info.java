/** Which event starts when: limits, fairness and ordering keys. */
@NullMarked
package io.atlas.worker.dispatch;

import org.jspecify.annotations.NullMarked;
