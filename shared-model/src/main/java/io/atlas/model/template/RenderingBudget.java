package io.atlas.model.template;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The work of one rendering so far, held against {@link Limits}. Mustache's compiled templates are
 * shared by all renderings, so the hooks in them find theirs in a scoped value. Confined to the
 * thread that renders.
 */
final class RenderingBudget {

  private static final ScopedValue<RenderingBudget> CURRENT = ScopedValue.newInstance();

  /** A look at the clock costs more than a step. */
  private static final int STEPS_PER_LOOK_AT_THE_CLOCK = 256;

  private final TimeLimit time;
  private int steps;
  private int headerCharacters;
  private String variable = "";
  private boolean inPath;
  private @Nullable Position position;

  private RenderingBudget(TimeLimit time) {
    this.time = time;
  }

  /** Renders with a budget of its own. */
  static <T> T within(TimeLimit time, Supplier<T> rendering) {
    return ScopedValue.where(CURRENT, new RenderingBudget(time)).call(rendering::get);
  }

  /** Of the thread that renders. */
  static RenderingBudget current() {
    return CURRENT.get();
  }

  /**
   * Counts one.
   *
   * @throws Exceeded beyond the budget
   */
  void step() {
    if (++steps > Limits.STEPS) {
      throw new Exceeded("takes more than " + Limits.STEPS + " steps to render with this input");
    }
    if (steps % STEPS_PER_LOOK_AT_THE_CLOCK == 0) {
      checkTime();
    }
  }

  void checkTime() {
    if (time.isOver()) {
      throw new Exceeded("takes longer to render than the time that the action has");
    }
  }

  void addHeader(int characters) {
    headerCharacters += characters;
    if (headerCharacters > Limits.HEADERS_CHARACTERS) {
      throw new Exceeded(
          "makes the headers longer than " + Limits.HEADERS_CHARACTERS + " characters in all");
    }
  }

  /** Notes which variable is being written, for error messages. */
  void lookedUp(String name) {
    variable = name;
  }

  String variable() {
    return variable;
  }

  /** Whether what is written next stands in a URL's path. */
  boolean isInPath() {
    return inPath;
  }

  void path(boolean in) {
    inPath = in;
  }

  void position(@Nullable Position at) {
    position = at;
  }

  /** The value as it is written where the text stands now. */
  String positioned(Object value) {
    if (position == null) {
      throw new IllegalStateException("nothing follows what is written");
    }
    return position.value(value);
  }

  /** A limit was reached; the message completes "the body …". */
  static final class Exceeded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String text;

    Exceeded(String text) {
      super(text, null, false, false);
      this.text = text;
    }

    String text() {
      return text;
    }
  }
}
