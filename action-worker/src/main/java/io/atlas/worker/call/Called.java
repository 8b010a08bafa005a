package io.atlas.worker.call;

import org.jspecify.annotations.Nullable;

/**
 * What calling came to.
 *
 * @param outcome of the last request
 * @param requests so many were sent, in whole or in part
 * @param repeated why there was more than one; null where there was not
 */
public record Called(CallOutcome outcome, int requests, @Nullable String repeated) {}
