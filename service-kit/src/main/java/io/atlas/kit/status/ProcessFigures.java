package io.atlas.kit.status;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Heap and processor time of this process. The load is measured from one look to the next: the
 * JDK's own is since whoever in the process looked last. One thread's.
 */
final class ProcessFigures {

  private final LongSupplier nanoTime;
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long lookedAt;
  private long usedThen;

  ProcessFigures(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lookedAt = nanoTime.getAsLong();
    this.usedThen = system.getProcessCpuTime();
  }

  MemoryUsage heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
  }

  int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Since the last look, 0 to 1 of all processors; null where the system does not say. */
  @Nullable Double cpuLoad() {
    long now = nanoTime.getAsLong();
    long used = system.getProcessCpuTime();
    long passed = now - lookedAt;
    long spent = used - usedThen;
    lookedAt = now;
    usedThen = used;
    if (used < 0 || passed <= 0) {
      return null;
    }
    double load = Math.clamp((double) spent / passed / processors(), 0.0, 1.0);
    return Math.round(load * 1_000) / 1_000.0;
  }
}
