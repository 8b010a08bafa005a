/** What no request may hold, whatever it asks for. */
@NullMarked
package io.atlas.kit.request;

import org.jspecify.annotations.NullMarked;
