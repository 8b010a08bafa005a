/** What turned bad and is good again: seen, told on a topic, and fired as alerts. */
@NullMarked
package io.atlas.console.notice;

import org.jspecify.annotations.NullMarked;
