/** The REST API as OpenAPI, at {@code /v3/api-docs}. */
@NullMarked
package io.atlas.connections.apidocs;

import org.jspecify.annotations.NullMarked;
