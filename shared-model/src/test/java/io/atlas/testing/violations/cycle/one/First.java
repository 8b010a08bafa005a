package io.atlas.testing.violations.cycle.one;

import io.atlas.testing.violations.cycle.two.Second;

public record First(Second second) {}
