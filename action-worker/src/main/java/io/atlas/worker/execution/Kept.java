package io.atlas.worker.execution;

/**
 * How much of bodies results show.
 *
 * @param responseBytes of a response's
 * @param requestBytes of a request's, unless its action says that none are shown
 */
public record Kept(int responseBytes, int requestBytes) {}
