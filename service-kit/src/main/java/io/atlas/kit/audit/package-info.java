/** Who did what: rows that are written once, read by account, as JSON or CSV. */
@NullMarked
package io.atlas.kit.audit;

import org.jspecify.annotations.NullMarked;
