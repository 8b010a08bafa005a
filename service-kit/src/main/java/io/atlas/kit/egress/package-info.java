/** Where a service may connect to. */
@NullMarked
package io.atlas.kit.egress;

import org.jspecify.annotations.NullMarked;
