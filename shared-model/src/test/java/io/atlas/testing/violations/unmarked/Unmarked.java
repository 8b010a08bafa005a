package io.atlas.testing.violations.unmarked;

final class Unmarked {}
