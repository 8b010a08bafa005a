/** Connections: the form for a new one, wherever it is opened, and the account's list. */
@NullMarked
package io.atlas.console.connection;

import org.jspecify.annotations.NullMarked;
