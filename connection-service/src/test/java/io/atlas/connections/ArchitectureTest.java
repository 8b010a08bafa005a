package io.atlas.connections;

import io.atlas.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void packagesAreFeaturesWithoutCycles() {
    ArchitectureRules.check("io.atlas.connections");
  }
}
