package io.atlas.worker;

import io.atlas.model.text.LowerCase;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a thread give way to others where processors are short. The JDK's own priorities have no
 * effect on Linux without options that change those of its compiler, too.
 */
final class ThreadPriority {

  private static final Logger log = LoggerFactory.getLogger(ThreadPriority.class);

  /** A ninth of the time that each of the others gets (sched(7)); anybody may be so nice. */
  private static final int NICE = 10;

  private static final int PRIO_PROCESS = 0;

  private static final int CALLING_THREAD = 0;

  private ThreadPriority() {}

  /** Of the calling platform thread, for good. Does nothing on systems other than Linux. */
  static void lower() {
    if (!LowerCase.ascii(System.getProperty("os.name")).startsWith("linux")) {
      return; // elsewhere the call means the whole process
    }
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle setPriority =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("setpriority"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT));
      int refused = (int) setPriority.invokeExact(PRIO_PROCESS, CALLING_THREAD, NICE);
      if (refused != 0) {
        log.warn("the system keeps the priority of {}", Thread.currentThread().getName());
      }
    } catch (Throwable unavailable) {
      log.warn("cannot lower the priority of a thread: {}", unavailable.toString());
    }
  }
}
