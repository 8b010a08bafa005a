/** What a provider's refusal means, in a category and words, free of secrets. */
@NullMarked
package io.atlas.tokens.diagnosis;

import org.jspecify.annotations.NullMarked;
