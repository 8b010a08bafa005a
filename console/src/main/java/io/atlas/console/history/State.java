package io.atlas.console.history;

/** An execution's outcome as a person sees it: a retry that was cancelled is no longer one. */
public enum State {
  SUCCEEDED("Succeeded"),
  RETRYING("Retrying"),
  FAILED("Failed"),
  CANCELLED("Cancelled");

  private final String label;

  State(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
