/** An action's URL, headers and body as Mustache templates, escaped for where each value stands. */
@NullMarked
package io.atlas.model.template;

import org.jspecify.annotations.NullMarked;
