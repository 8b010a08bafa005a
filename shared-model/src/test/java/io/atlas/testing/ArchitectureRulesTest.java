package io.atlas.testing;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rule that nothing can break proves nothing: each finds the class that breaks it. */
class ArchitectureRulesTest {

  private static final String VIOLATIONS = "io.atlas.testing.violations.";

  private static final JavaClasses ALL =
      new ClassFileImporter().importPackages("io.atlas.testing.violations", "io.atlas.embedded");

  private static List<String> broken(List<ArchRule> rules, String packageName) {
    return rules.stream()
        .map(rule -> rule.evaluate(ALL.that(resideInAPackage(VIOLATIONS + packageName + ".."))))
        .filter(result -> result.hasViolation())
        .map(result -> result.getFailureReport().toString())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "naming   | a name says what a class does or is  | OrderManager",
        "util     | packages are features, not layers    | Texts",
        "unmarked | reside in a @NullMarked package      | Unmarked",
        "cycle    | free of cycles                       | First",
        "logging  | SLF4J                                | java.util.logging.Logger",
        "sleep    | waiting is on a signal               | TimeUnit.sleep",
        "time     | tests set the clock                  | currentTimeMillis",
        "letters  | a letter that becomes two            | toLowerCase",
        "property | in one process in the quickstart     | System.setProperty",
      })
  void exactlyTheRuleThatIsBrokenSaysSo(String packageName, String rule, String culprit) {
    assertThat(broken(ArchitectureRules.rules(VIOLATIONS + packageName), packageName))
        .singleElement()
        .asString()
        .contains(rule, culprit);
  }

  @Test
  void everyFormOfSleepingIsFound() {
    assertThat(broken(ArchitectureRules.rules(VIOLATIONS + "sleep"), "sleep"))
        .singleElement()
        .asString()
        .contains("briefly", "aLittle", "byUnit");
  }

  @Test
  void aModuleThatUsesAnotherIsFound() {
    ArchRule rule = ArchitectureRules.mayNotUse(ArchitectureRules.forbidden("io.atlas.worker"));
    assertThat(broken(List.of(rule), "embedded")).singleElement().asString().contains("FreePort");
    assertThat(broken(List.of(rule), "sleep")).isEmpty();
  }

  @Test
  void servicesKnowNoOtherServiceAndTheModelNoSpring() {
    assertThat(ArchitectureRules.forbidden("io.atlas.worker"))
        .contains("io.atlas.tokens..", "io.atlas.connections..", "io.atlas.console..")
        .doesNotContain("io.atlas.worker..", "io.atlas.model..", "org.springframework..");
    assertThat(ArchitectureRules.forbidden("io.atlas.model"))
        .contains("org.springframework..", "io.atlas.worker..", "io.atlas.embedded..");
    assertThat(ArchitectureRules.forbidden("io.atlas.embedded"))
        .contains("org.springframework..")
        .doesNotContain("io.atlas.embedded..");
    assertThat(ArchitectureRules.forbidden("io.atlas.quickstart")).isEmpty();
  }

  /** Checked from here, because its own tests cannot depend on these rules. */
  @Test
  void theEmbeddedServersKeepTheRules() {
    ArchitectureRules.check("io.atlas.embedded", ALL.that(resideInAPackage("io.atlas.embedded..")));
  }

  @Test
  void aMistypedPackageIsNoSuccess() {
    assertThatThrownBy(() -> ArchitectureRules.check("io.atlas.wroker"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no class in io.atlas.wroker");
  }
}
