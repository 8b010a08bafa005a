/** The console's tables, made or changed when it starts, or as soon as there is a database. */
@NullMarked
package io.atlas.console.schema;

import org.jspecify.annotations.NullMarked;
