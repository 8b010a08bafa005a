/** How many calls start when: by target, account, rate limit and what the machine bears (I9). */
@NullMarked
package io.atlas.worker.lane;

import org.jspecify.annotations.NullMarked;
