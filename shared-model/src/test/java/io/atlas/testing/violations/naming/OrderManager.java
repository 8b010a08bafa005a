package io.atlas.testing.violations.naming;

final class OrderManager {}
