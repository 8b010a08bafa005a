package io.atlas.testing.violations.util;

final class Texts {}
