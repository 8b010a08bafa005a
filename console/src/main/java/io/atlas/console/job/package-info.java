/** Orders that concern all executions a filter finds, carried out bit by bit by any console. */
@NullMarked
package io.atlas.console.job;

import org.jspecify.annotations.NullMarked;
