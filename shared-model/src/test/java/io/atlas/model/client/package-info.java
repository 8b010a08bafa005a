/** Tests of the client library, on a real broker. */
@NullMarked
package io.atlas.model.client;

import org.jspecify.annotations.NullMarked;
