/** Actions: the list, and the form from scratch, from a template and for editing. */
@NullMarked
package io.atlas.console.action;

import org.jspecify.annotations.NullMarked;
