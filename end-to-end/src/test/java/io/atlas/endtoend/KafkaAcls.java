package io.atlas.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What {@code docker/kafka-acls.sh} allows, read from its lines. */
record KafkaAcls(List<Allowed> lines) {

  private static final Path FILE = Path.of("../docker/kafka-acls.sh");

  record Allowed(String user, List<String> operations, ResourcePattern resource) {

    Stream<AclBinding> bindings() {
      return operations.stream()
          .map(operation ->
              new AclBinding(
                  resource,
                  new AccessControlEntry(
                      "User:" + user,
                      "*",
                      AclOperation.fromString(
                          operation
                              .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                              .toUpperCase(Locale.ROOT)),
                      AclPermissionType.ALLOW)));
    }
  }

  static KafkaAcls read() {
    try (Stream<String> lines = Files.lines(FILE)) {
      return new KafkaAcls(
          lines.filter(line -> line.startsWith("allow ")).map(KafkaAcls::allowed).toList());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Allowed allowed(String line) {
    String[] words = line.split(" ");
    return new Allowed(
        words[1],
        List.of(words[2].split(",")),
        new ResourcePattern(
            ResourceType.fromString(words[3].replace('-', '_').toUpperCase(Locale.ROOT)),
            words[5],
            PatternType.fromString(words[4].toUpperCase(Locale.ROOT))));
  }

  List<AclBinding> bindings() {
    return lines.stream().flatMap(Allowed::bindings).toList();
  }

  /** Whether the user may do it with the topic, by a line of its own and not as one of all. */
  boolean allows(String user, String operation, String topic) {
    return lines.stream()
        .anyMatch(line ->
            line.user().equals(user)
                && line.operations().contains(operation)
                && line.resource().resourceType() == ResourceType.TOPIC
                && topic.equals(line.resource().name()));
  }
}
