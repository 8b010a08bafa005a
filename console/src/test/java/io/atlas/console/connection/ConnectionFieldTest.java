package io.atlas.console.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ConnectionSettings;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectionFieldTest {

  private static final Map<String, String> AS_CALLERS_KNOW_THEM =
      Map.of(
          "sealedPrivateKey", "privateKey",
          "sealedNextSecret", "nextClientSecret",
          "secretParameters", "extraParameters",
          "secretHeaders", "extraHeaders");

  @Test
  void everySettingHasALabel() {
    for (RecordComponent setting : ConnectionSettings.class.getRecordComponents()) {
      String field = AS_CALLERS_KNOW_THEM.getOrDefault(setting.getName(), setting.getName());
      assertThat(ConnectionField.label(field)).as(field).isNotEqualTo(field);
    }
    for (String field : Set.of("name", "tokenEndpoint", "clientSecret", "allowedHosts")) {
      assertThat(ConnectionField.label(field)).isNotEqualTo(field);
    }
    assertThat(ConnectionField.label("usedBy")).isEqualTo("usedBy");
  }
}
