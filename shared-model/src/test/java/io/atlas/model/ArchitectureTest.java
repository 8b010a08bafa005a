package io.atlas.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.atlas.testing.ArchitectureRules;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  /** What other modules may use; the records of {@code event} are public as a whole. */
  private static final Map<String, Set<String>> PUBLIC =
      Map.of(
          "kafka", Set.of("ByteKeys", "KafkaConnection", "SkippedRecords", "Topic", "TopicSetup"),
          "view", Set.of("TopicView", "ViewSchema"),
          "seal",
              Set.of(
                  "Binding",
                  "KeyRing",
                  "KeysCommand",
                  "Opener",
                  "Origin",
                  "SealedText",
                  "Sealer",
                  "Secret"),
          "egress", Set.of("AddressBlock", "EgressGuard", "EgressRules"),
          "client", Set.of("ActionPublisher", "ExecutionResults"),
          "redaction", Set.of("Redaction"),
          "http", Set.of("ClockSkew", "ExplainingTrust", "RetryAfter", "TlsFailure"),
          "key",
              Set.of(
                  "Certificates",
                  "ClientCertificate",
                  "PrivateKeys",
                  "UnusableKeyException",
                  "WatchedKeys"),
          "dpop", Set.of("DpopKey", "DpopNonces"),
          "text", Set.of("LowerCase"));

  @Test
  void keepsTheHouseRulesAndKnowsNoSpringAndNoService() {
    ArchitectureRules.check("io.atlas.model");
  }

  @Test
  void showsOnlyWhatIsMeantForOthers() {
    Map<String, Set<String>> found =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.atlas.model")
                .stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .collect(
                    Collectors.groupingBy(
                        type -> type.getPackageName().replace("io.atlas.model.", ""),
                        TreeMap::new,
                        Collectors.mapping(JavaClass::getSimpleName, Collectors.toSet())));
    assertThat(found).containsAllEntriesOf(PUBLIC);
    assertThat(found.keySet())
        .isSubsetOf(
            "kafka",
            "view",
            "seal",
            "egress",
            "client",
            "event",
            "http",
            "template",
            "provider",
            "redaction",
            "key",
            "dpop",
            "text");
  }
}
