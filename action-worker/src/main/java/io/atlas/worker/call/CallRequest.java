package io.atlas.worker.call;

import io.atlas.model.seal.Origin;
import io.atlas.model.template.Rendered.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request with everything on it, secrets included; it never leaves the process but to its target.
 *
 * @param target path and query
 * @param authorization none where the action has no connection; then {@code headers} may hold one
 * @param tls what the action's connection brings for TLS; null where that is nothing
 * @param timeoutMs from connect to the last byte
 */
@SuppressWarnings("ArrayRecordComponent") // written once, read by the client alone
public record CallRequest(
    String method,
    Origin origin,
    String target,
    @Nullable AuthorizationHeader authorization,
    List<Field> headers,
    byte @Nullable [] body,
    @Nullable TargetTls tls,
    long timeoutMs) {

  Route route() {
    return new Route(origin, tls);
  }

  /** Headers may hold secrets. */
  @Override
  public String toString() {
    return "CallRequest[" + method + " " + origin + "]";
  }
}
