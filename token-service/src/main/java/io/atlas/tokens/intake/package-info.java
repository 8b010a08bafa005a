/**
 * Records as they come to a member of a group, and when they were sent, whatever the clocks say.
 */
@NullMarked
package io.atlas.tokens.intake;

import org.jspecify.annotations.NullMarked;
