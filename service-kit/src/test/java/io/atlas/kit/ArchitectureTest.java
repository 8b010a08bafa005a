package io.atlas.kit;

import io.atlas.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void keepsTheHouseRules() {
    ArchitectureRules.check("io.atlas.kit");
  }
}
