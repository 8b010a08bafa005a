package io.atlas.drill;

import io.atlas.bench.Command;

/** {@code ./atlas drill}: the name of a drill, then its options. */
public final class Drill {

  private Drill() {}

  public static void main(String[] arguments) {
    Command.run("drill", "crash", arguments, Drills::run);
  }
}
