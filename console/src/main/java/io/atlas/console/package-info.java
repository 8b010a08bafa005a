/** The console: forms for actions and connections, the execution log, and what needs a person. */
@NullMarked
package io.atlas.console;

import org.jspecify.annotations.NullMarked;
