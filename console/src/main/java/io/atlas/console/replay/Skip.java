package io.atlas.console.replay;

/** Why an execution that matched was not fired again. */
public enum Skip {
  REPLAYED("replayed before"),
  NOT_KEPT("the event is no longer kept"),
  TOO_OFTEN("replayed as often as is allowed"),
  NOT_TAKEN("unreadable, or too large to be fired");

  private final String words;

  Skip(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }
}
