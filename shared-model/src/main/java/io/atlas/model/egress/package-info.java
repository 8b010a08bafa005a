/** Which addresses user-supplied URLs may reach. */
@NullMarked
package io.atlas.model.egress;

import org.jspecify.annotations.NullMarked;
