package io.sensorplatform.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may know whom, over the compiled classes of all modules. Rules of one service are tests
 * there.
 */
class ArchitectureTest {

  private static final List<String> MODULES =
      List.of(
          "reading-contract",
          "service-defaults",
          "gateway-service",
          "auth-service",
          "sensor-service",
          "stream-service",
          "local-stack");

  private static final List<String> SERVICES = List.of("gateway", "auth", "sensor", "stream");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPaths(
              MODULES.stream()
                  .map(module -> Path.of("..", module, "target", "classes"))
                  .peek(ArchitectureTest::mustExist)
                  .toList());

  @Test
  void theContractKnowsOnlyJava() {
    classes()
        .that()
        .resideInAPackage("io.sensorplatform.reading..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.sensorplatform.reading..", "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @FieldSource("SERVICES")
  void aServiceKnowsNoOtherServiceAndNobodyKnowsIt(String service) {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sensorplatform." + service + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.sensorplatform." + service + "..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "auth", "sensor", "stream", "defaults", "local"})
  void packagesHaveNoCycles(String module) {
    slices()
        .matching("io.sensorplatform." + module + ".(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void nobodyReadsTheWallClock() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sensorplatform.local..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .check(CLASSES);
  }

  @Test
  void nothingIsInjectedIntoFields() {
    fields()
        .should()
        .notBeAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
        .andShould()
        .notBeAnnotatedWith("org.springframework.beans.factory.annotation.Value")
        .check(CLASSES);
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .check(CLASSES);
  }

  @Test
  void servicesDoNotPrint() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.sensorplatform.local..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(CLASSES);
  }

  private static void mustExist(Path classes) {
    if (!Files.isDirectory(classes)) {
      throw new IllegalStateException(classes + " is missing: build all modules first");
    }
  }
}
