package io.atlas.console.controlplane;

/** What the connection-service said to a change that a person asked for. */
public sealed interface Response<T> {

  record Accepted<T>(T value) implements Response<T> {}

  /** Nothing was changed; the problem is shown where the person typed. */
  record Refused<T>(Problem problem) implements Response<T> {}
}
