/** The connection-service's REST API, called with the rights of the person who asks. */
@NullMarked
package io.atlas.console.controlplane;

import org.jspecify.annotations.NullMarked;
