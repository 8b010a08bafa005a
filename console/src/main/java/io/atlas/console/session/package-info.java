/** Where sessions are kept: in the database, so that a restart signs nobody out. */
@NullMarked
package io.atlas.console.session;

import org.jspecify.annotations.NullMarked;
