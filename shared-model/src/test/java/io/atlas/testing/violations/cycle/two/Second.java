package io.atlas.testing.violations.cycle.two;

import io.atlas.testing.violations.cycle.one.First;
import org.jspecify.annotations.Nullable;

public record Second(@Nullable First first) {}
