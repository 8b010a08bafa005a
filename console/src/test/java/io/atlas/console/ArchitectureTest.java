package io.atlas.console;

import io.atlas.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void packagesAndClassesKeepTheRules() {
    ArchitectureRules.check("io.atlas.console");
  }
}
