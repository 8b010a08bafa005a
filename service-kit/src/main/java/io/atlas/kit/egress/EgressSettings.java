package io.atlas.kit.egress;

import io.atlas.model.egress.EgressRules;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which internal addresses may be reached, by plain http too.
 *
 * @param allowed blocks such as {@code 127.0.0.0/8}
 */
@ConfigurationProperties("atlas.egress")
record EgressSettings(@DefaultValue List<String> allowed) {

  EgressRules rules() {
    return EgressRules.of(allowed);
  }
}
