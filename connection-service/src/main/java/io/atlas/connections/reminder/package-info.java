/** Telling ahead that a provider will let a secret expire. */
@NullMarked
package io.atlas.connections.reminder;

import org.jspecify.annotations.NullMarked;
