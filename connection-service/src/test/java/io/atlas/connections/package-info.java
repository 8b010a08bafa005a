/** Tests of the running service over REST and Kafka, with a stand-in for the token-service. */
@NullMarked
package io.atlas.connections;

import org.jspecify.annotations.NullMarked;
