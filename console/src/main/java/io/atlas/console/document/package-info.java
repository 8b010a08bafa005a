/** Documents that a form edits, and how their values stand in a form as text. */
@NullMarked
package io.atlas.console.document;

import org.jspecify.annotations.NullMarked;
