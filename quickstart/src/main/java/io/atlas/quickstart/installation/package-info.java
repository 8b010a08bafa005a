/** Where this installation listens and keeps its data, and how its services are started. */
@NullMarked
package io.atlas.quickstart.installation;

import org.jspecify.annotations.NullMarked;
