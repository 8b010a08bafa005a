package io.atlas.bench.subject;

import io.atlas.bench.process.Child;
import java.util.List;

/** A candidate: something that consumes events, calls their targets and publishes results. */
public interface Subject {

  String name();

  /** Starts the candidate's processes; they may still be getting ready. */
  Running start(Stage stage);

  /**
   * @param worker the process that is measured
   * @param others processes that it needs
   */
  record Running(Child worker, List<Child> others) implements AutoCloseable {

    public Running {
      others = List.copyOf(others);
    }

    /** The measured goes the hard way: nobody waits for its backlog. */
    @Override
    public void close() {
      worker.kill();
      others.forEach(Child::kill);
    }
  }
}
