package io.atlas.kit.status;

import io.atlas.model.event.ServiceStatus.Circuit;
import io.atlas.model.event.ServiceStatus.Tokens;
import io.atlas.model.event.ServiceStatus.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a service tells of itself besides what every process has. */
@FunctionalInterface
public interface StatusSource {

  /** Looks at what is counted anyway; must not block. */
  Told look();

  /**
   * What it found.
   *
   * @param circuits worst first, not more than a status may have
   */
  record Told(@Nullable Work work, @Nullable Tokens tokens, List<Circuit> circuits) {

    public static final Told NOTHING = new Told(null, null, List.of());

    public Told {
      circuits = List.copyOf(circuits);
    }
  }
}
