package io.atlas.worker.execution;

import java.time.Clock;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What tests decide in place of the machine.
 *
 * @param random 0 (inclusive) to 1 (exclusive)
 */
public record TimeAndChance(Clock clock, LongSupplier nanoTime, DoubleSupplier random) {}
