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
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** The rules that every module's packages and classes keep. */
public final class ArchitectureRules {

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
    rules(basePackage).forEach(rule -> rule.check(classes));
  }

  private static List<ArchRule> rules(String basePackage) {
    return List.of(
        classes()
            .that(areTopLevel())
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
            .resideInAnyPackage("lombok..", "java.util.logging..", "java.net.http..")
            .because("records, SLF4J and Apache HttpClient are used instead"),
        noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class)
            .because("waiting is on a signal or a due time"));
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
