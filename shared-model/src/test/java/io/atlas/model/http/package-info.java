/** Tests of what every HTTP client here reads alike. */
@NullMarked
package io.atlas.model.http;

import org.jspecify.annotations.NullMarked;
