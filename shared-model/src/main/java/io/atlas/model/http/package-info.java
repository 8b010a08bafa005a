/** What every HTTP client here must read alike: waits that servers ask for, and TLS failures. */
@NullMarked
package io.atlas.model.http;

import org.jspecify.annotations.NullMarked;
