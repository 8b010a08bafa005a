package io.atlas.testing.violations.property;

final class GlobalSetting {

  private GlobalSetting() {}

  static void set() {
    System.setProperty("io.atlas.test.violation", "set");
  }
}
