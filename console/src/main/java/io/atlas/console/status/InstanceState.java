package io.atlas.console.status;

import io.atlas.model.event.ServiceStatus;
import java.time.Instant;

/**
 * An instance of a service as it told last.
 *
 * @param heardAt by the broker's clock
 * @param lost whether it has not spoken for {@link Instances#SILENT}, and did not stop in order
 */
public record InstanceState(ServiceStatus status, Instant heardAt, boolean lost) {

  public String service() {
    return status.service();
  }

  public String instance() {
    return status.instance();
  }
}
