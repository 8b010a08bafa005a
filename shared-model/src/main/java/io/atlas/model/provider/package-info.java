/** Presets of OAuth providers: what each wants and answers, as data. */
@NullMarked
package io.atlas.model.provider;

import org.jspecify.annotations.NullMarked;
