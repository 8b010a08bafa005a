/** A demo OAuth provider, a protected API, and the demo account's connection and actions. */
@NullMarked
package io.atlas.quickstart.demo;

import org.jspecify.annotations.NullMarked;
