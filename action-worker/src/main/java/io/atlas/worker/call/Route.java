package io.atlas.worker.call;

import io.atlas.model.seal.Origin;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection leads, and as whom: one that was made with a client certificate is of no use
 * to others.
 *
 * @param tls null for the usual authorities and no certificate
 */
record Route(Origin origin, @Nullable TargetTls tls) {}
