package io.atlas.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.embedded.TestServers;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class KafkaConfigurationTest {

  private final String prefix = TestServers.freshPrefix();
  private final ApplicationContextRunner service =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class))
          .withUserConfiguration(KafkaConfiguration.class)
          .withPropertyValues("atlas.topic-prefix=" + prefix);

  @Test
  void theBrokerIsTheOneOfTheServiceConnectionWhateverThePropertiesSay() {
    service
        .withBean(KafkaConnectionDetails.class, () -> () -> List.of(TestServers.kafka()))
        .withPropertyValues(
            "spring.kafka.bootstrap-servers=localhost:1",
            "spring.kafka.properties.client.dns.lookup=use_all_dns_ips")
        .run(context -> {
          KafkaConnection kafka = context.getBean(KafkaConnection.class);
          assertThat(kafka)
              .isEqualTo(
                  new KafkaConnection(
                      TestServers.kafka(), prefix, Map.of("client.dns.lookup", "use_all_dns_ips")));
          try (Admin admin = kafka.admin("test")) {
            assertThat(admin.listTopics().names().get()).contains(kafka.name(Topic.ACTION_FIRED));
          }
        });
  }

  @Test
  void topicsHaveTheirUsualPrefixUnlessAnotherIsSet() {
    Binder unset = new Binder(new MapConfigurationPropertySource(Map.of()));
    assertThat(unset.bindOrCreate("atlas", TopicSettings.class).topicPrefix()).isEqualTo("atlas.");
  }
}
