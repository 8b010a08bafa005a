package io.atlas.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

/** The rules that every module's packages and classes keep. */
public final class ArchitectureRules {

  /** Services know each other by topics and REST only, and bring no server of their own. */
  private static final List<String> SERVICES =
      List.of("io.atlas.connections", "io.atlas.tokens", "io.atlas.worker", "io.atlas.console");

  private static final String EMBEDDED = "io.atlas.embedded";
  private static final List<String> WITHOUT_SPRING = List.of("io.atlas.model", EMBEDDED);

  private ArchitectureRules() {}

  /**
   * Checks a module's main classes.
   *
   * @param basePackage for instance {@code io.atlas.worker}
   */
  public static void check(String basePackage) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages(basePackage);
    check(basePackage, classes);
  }

  static void check(String basePackage, JavaClasses classes) {
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("no class in " + basePackage);
    }
    rules(basePackage).forEach(rule -> rule.check(classes));
    mayNotUse(forbidden(basePackage)).check(classes);
  }

  static List<ArchRule> rules(String basePackage) {
    return List.of(
        classes()
            .should()
            .haveNameNotMatching(".*(Impl|Util|Utils|Helper|Helpers|Manager|Dto|Mapper|V2)(\\$.*)?")
            .because("a name says what a class does or is"),
        noClasses()
            .should()
            .resideInAnyPackage(
                "..controller..",
                "..service..",
                "..repository..",
                "..dto..",
                "..mapper..",
                "..util..",
                "..impl..",
                "..common..")
            .because("packages are features, not layers"),
        classes().that(areTopLevel()).should(BeNullMarked.IN_PACKAGE),
        slices().matching(basePackage + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true),
        noFields()
            .should()
            .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .allowEmptyShould(true)
            .because("collaborators come through the constructor"),
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "lombok..",
                "java.util.logging..",
                "java.net.http..",
                "com.fasterxml.jackson.databind..",
                "com.fasterxml.jackson.core..")
            .because("records, SLF4J, Apache HttpClient and Jackson 3 are used instead"),
        noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", Duration.class)
            .orShould()
            .callMethod(TimeUnit.class, "sleep", long.class)
            .because("waiting is on a signal or a due time"),
        noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .because("tests set the clock"),
        noClasses()
            .should()
            .callMethod(String.class, "toLowerCase")
            .orShould()
            .callMethod(String.class, "toLowerCase", Locale.class)
            .orShould()
            .callMethod(String.class, "toUpperCase")
            .orShould()
            .callMethod(String.class, "toUpperCase", Locale.class)
            .because("a letter that becomes two makes them quadratic: LowerCase is linear"),
        noClasses()
            .should()
            .callMethod(System.class, "setProperty", String.class, String.class)
            .because("all services run in one process in the quickstart"));
  }

  static ArchRule mayNotUse(List<String> packages) {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages.toArray(String[]::new))
        .because("modules know each other by topics and REST only");
  }

  /** Whoever starts everything (quickstart, end-to-end, benchmarks) may know everybody. */
  static List<String> forbidden(String basePackage) {
    List<String> forbidden = new ArrayList<>();
    if (SERVICES.contains(basePackage) || WITHOUT_SPRING.contains(basePackage)) {
      forbidden.addAll(SERVICES);
      forbidden.addAll(List.of(EMBEDDED, "io.atlas.quickstart"));
      forbidden.remove(basePackage);
    }
    if (WITHOUT_SPRING.contains(basePackage)) {
      forbidden.add("org.springframework");
    }
    return forbidden.stream().map(name -> name + "..").toList();
  }

  private static DescribedPredicate<JavaClass> areTopLevel() {
    return DescribedPredicate.describe(
        "are top-level", javaClass -> javaClass.isTopLevelClass() && !isPackageInfo(javaClass));
  }

  private static boolean isPackageInfo(JavaClass javaClass) {
    return javaClass.getSimpleName().equals("package-info");
  }

  private static final class BeNullMarked extends ArchCondition<JavaClass> {

    static final BeNullMarked IN_PACKAGE = new BeNullMarked();

    private BeNullMarked() {
      super("reside in a @NullMarked package");
    }

    @Override
    public void check(JavaClass item, ConditionEvents events) {
      boolean marked =
          item.getPackage().isAnnotatedWith(NullMarked.class)
              || item.isAnnotatedWith(NullMarked.class);
      events.add(
          new SimpleConditionEvent(
              item, marked, item.getName() + (marked ? " is" : " is not") + " null-marked"));
    }
  }
}
