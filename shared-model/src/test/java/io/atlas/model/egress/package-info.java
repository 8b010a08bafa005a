/** Tests of the egress rules. */
@NullMarked
package io.atlas.model.egress;

import org.jspecify.annotations.NullMarked;
