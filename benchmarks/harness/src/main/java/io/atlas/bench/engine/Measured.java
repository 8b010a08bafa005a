package io.atlas.bench.engine;

/**
 * What one candidate came to at one target latency.
 *
 * @param perSecond successful results a second while the backlog lasted
 * @param processorMicros of the measured process, a successful result
 * @param medianMs from fired to the result's timestamp, at the even rate
 * @param pacedPerSecond that even rate
 * @param peakMemory resident, in bytes, since the process started
 * @param tokenRequests since the process started
 * @param counted successful results within the measured time
 * @param notSucceeded of all results looked at
 */
record Measured(
    double perSecond,
    double processorMicros,
    double medianMs,
    double p99Ms,
    double pacedPerSecond,
    long peakMemory,
    int tokenRequests,
    long counted,
    long notSucceeded) {}
