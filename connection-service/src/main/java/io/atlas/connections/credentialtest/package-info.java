/** Asking the token-service, over Kafka, whether credentials work. */
@NullMarked
package io.atlas.connections.credentialtest;

import org.jspecify.annotations.NullMarked;
