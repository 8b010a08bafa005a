package io.atlas.model.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.embedded.EmbeddedKafka;
import io.atlas.embedded.FreePort;
import io.atlas.embedded.TestServers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicSetupTest {

  private KafkaConnection kafka;

  @BeforeEach
  void connect() {
    kafka = new KafkaConnection(TestServers.kafka(), TestServers.freshPrefix(), Map.of());
  }

  private static Config config(Admin admin, ConfigResource.Type type, String name)
      throws Exception {
    ConfigResource resource = new ConfigResource(type, name);
    return admin.describeConfigs(List.of(resource)).all().get(20, TimeUnit.SECONDS).get(resource);
  }

  @Test
  void severalServicesStartAtOnceAndTheBrokerHasTheTable() throws Exception {
    List<Future<?>> starts = new ArrayList<>();
    try (ExecutorService services = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        starts.add(services.submit(() -> kafka.ensureTopics()));
      }
    }
    for (Future<?> start : starts) {
      start.get();
    }
    kafka.ensureTopics();
    try (Admin admin = kafka.admin("test")) {
      List<String> names = Arrays.stream(Topic.values()).map(kafka::name).toList();
      assertThat(admin.describeTopics(names).allTopicNames().get(20, TimeUnit.SECONDS).values())
          .hasSize(Topic.values().length)
          .allMatch(topic -> topic.partitions().size() == Topic.PARTITIONS);
      for (Topic topic : Topic.values()) {
        Config onBroker = config(admin, ConfigResource.Type.TOPIC, kafka.name(topic));
        assertThat(topic.settings())
            .allSatisfy((name, value) ->
                assertThat(onBroker.get(name).value())
                    .as("%s of %s", name, topic)
                    .isEqualTo(value));
      }
    }
  }

  @Test
  void aSettingThatDriftedIsBroughtUpToDate() throws Exception {
    TopicSetup.ensure(kafka, List.of(Topic.TOKENS));
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, kafka.name(Topic.TOKENS));
    try (Admin admin = kafka.admin("test")) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  topic,
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("cleanup.policy", "delete"), AlterConfigOp.OpType.SET))))
          .all()
          .get(20, TimeUnit.SECONDS);
      TopicSetup.ensure(kafka, List.of(Topic.TOKENS));
      assertThat(
              config(admin, ConfigResource.Type.TOPIC, kafka.name(Topic.TOKENS))
                  .get("cleanup.policy")
                  .value())
          .isEqualTo("compact,delete");
    }
  }

  @Test
  void anotherPartitionCountIsNamed() throws Exception {
    try (Admin admin = kafka.admin("test")) {
      admin
          .createTopics(
              List.of(new NewTopic(kafka.name(Topic.TOKENS), Optional.of(3), Optional.empty())))
          .all()
          .get(20, TimeUnit.SECONDS);
    }
    assertThatThrownBy(() -> TopicSetup.ensure(kafka, List.of(Topic.TOKENS)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "topic " + kafka.name(Topic.TOKENS) + " has 3 partitions where 8 are needed");
  }

  private int partitions(Admin admin, Topic topic) throws Exception {
    String name = kafka.name(topic);
    return admin
        .describeTopics(List.of(name))
        .allTopicNames()
        .get(20, TimeUnit.SECONDS)
        .get(name)
        .partitions()
        .size();
  }

  @Test
  void firedEventsGrowByTheSettingAndDelaysWithThem() throws Exception {
    List<Topic> topics = List.of(Topic.ACTION_FIRED, Topic.ACTION_DELAYED_5S, Topic.TOKENS);
    TopicSetup.ensure(kafka, topics, 3);
    TopicSetup.ensure(kafka, topics, 5);
    TopicSetup.ensure(kafka, topics, 4);
    try (Admin admin = kafka.admin("test")) {
      assertThat(partitions(admin, Topic.ACTION_FIRED)).isEqualTo(5);
      assertThat(partitions(admin, Topic.ACTION_DELAYED_5S)).isEqualTo(5);
      assertThat(partitions(admin, Topic.TOKENS)).isEqualTo(Topic.PARTITIONS);
    }
  }

  @Test
  void delaysGrowAfterFiredEventsThatAnOperatorLetGrow() throws Exception {
    List<Topic> topics = List.of(Topic.ACTION_FIRED, Topic.ACTION_DELAYED_ORDERED);
    TopicSetup.ensure(kafka, topics, 2);
    try (Admin admin = kafka.admin("test")) {
      admin
          .createPartitions(Map.of(kafka.name(Topic.ACTION_FIRED), NewPartitions.increaseTo(6)))
          .all()
          .get(20, TimeUnit.SECONDS);
      TopicSetup.ensure(kafka, topics, 2);
      assertThat(partitions(admin, Topic.ACTION_DELAYED_ORDERED)).isEqualTo(6);
    }
  }

  @Test
  void aGroupNoticesDeadMembersWithinSixSeconds() throws Exception {
    TopicSetup.ensureGroup(kafka, "group-of-test");
    TopicSetup.ensureGroup(kafka, "group-of-test");
    try (Admin admin = kafka.admin("test")) {
      Config group = config(admin, ConfigResource.Type.GROUP, "group-of-test");
      assertThat(group.get("consumer.session.timeout.ms").value()).isEqualTo("6000");
      assertThat(group.get("consumer.heartbeat.interval.ms").value()).isEqualTo("1000");
    }
  }

  @Test
  void aBrokerWithKafkasOwnMinimumsIsToldWhatToChange(@TempDir Path directory) {
    Map<String, String> kafkasDefaults =
        Map.of(
            "group.consumer.min.session.timeout.ms", "45000",
            "group.consumer.session.timeout.ms", "45000",
            "group.consumer.min.heartbeat.interval.ms", "5000",
            "group.consumer.heartbeat.interval.ms", "5000");
    try (EmbeddedKafka broker = EmbeddedKafka.start(directory, FreePort.find(), kafkasDefaults)) {
      KafkaConnection strict = KafkaConnection.of(broker.bootstrapServers());
      assertThatThrownBy(() -> TopicSetup.ensureGroup(strict, "atlas-worker"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("group atlas-worker")
          .hasMessageContaining("group.consumer.min.session.timeout.ms")
          .hasMessageContaining("group.consumer.min.heartbeat.interval.ms");
    }
  }

  @Test
  void topicsThatShareOwnersOrDelaysSharePartitions() {
    assertThat(Topic.DELAYED)
        .extracting(Topic::suffix)
        .containsExactly(
            "action-delayed.1s",
            "action-delayed.5s",
            "action-delayed.30s",
            "action-delayed.2m",
            "action-delayed.10m",
            "action-delayed.1h",
            "action-delayed.6h");
    assertThat(Topic.ACTION_FIRED.settings()).containsEntry("retention.ms", "604800000");
    assertThat(Topic.ACTION_DEAD.settings())
        .containsEntry("retention.ms", "2592000000")
        .containsEntry("max.message.bytes", "5242880");
    assertThat(Topic.ACTION_FIRED.settings()).containsEntry("max.message.bytes", "4194304");
    assertThat(Topic.CONNECTIONS.settings())
        .containsEntry("cleanup.policy", "compact")
        .containsEntry("max.compaction.lag.ms", "3600000")
        .doesNotContainKey("retention.ms");
    assertThat(Topic.TOKENS.settings())
        .containsEntry("cleanup.policy", "compact,delete")
        .containsEntry("retention.ms", "172800000");
  }

  @Test
  void aConnectionShowsNoPassword() {
    KafkaConnection secured =
        new KafkaConnection(
            "broker:9092", "atlas.", Map.of("sasl.jaas.config", "... password=\"hunter2\""));
    assertThat(secured.toString()).contains("broker:9092", "sasl.jaas.config");
    assertThat(secured.toString()).doesNotContain("hunter2");
  }
}
