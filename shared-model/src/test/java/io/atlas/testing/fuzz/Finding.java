package io.atlas.testing.fuzz;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What a target must not do with an input. */
sealed interface Finding {

  /** Other than the exceptions that it declares. */
  record Thrown(Throwable thrown) implements Finding {
    @Override
    public String kind() {
      StackTraceElement[] trace = thrown.getStackTrace();
      return thrown.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    @Override
    public String text() {
      StringWriter text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      return text.toString().lines().limit(25).collect(Collectors.joining("\n"));
    }
  }

  /** More processor time than it may take. */
  record Slow(Duration took) implements Finding {
    @Override
    public String kind() {
      return "slow";
    }

    @Override
    public String text() {
      return "took " + took.toMillis() + " ms of processor time";
    }
  }

  /** More memory than it may ask for. */
  record Large(long bytes) implements Finding {
    @Override
    public String kind() {
      return "large";
    }

    @Override
    public String text() {
      return "allocated " + (bytes >> 20) + " MiB";
    }
  }

  /** No end at all, as far as anybody waited. */
  record Hung(List<StackTraceElement> at) implements Finding {
    @Override
    public String kind() {
      return "hung";
    }

    @Override
    public String text() {
      return "did not end; it was\n"
          + at.stream().limit(20).map(frame -> "  at " + frame).collect(Collectors.joining("\n"));
    }
  }

  /** Findings of a kind are most likely one mistake. */
  String kind();

  String text();
}
