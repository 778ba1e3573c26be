package io.sensorplatform.sensor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Rules of this service alone; those of all modules are in end-to-end-tests. */
class ArchitectureTest {

  private static final String ROOT = "io.sensorplatform.sensor";
  private static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void takingReadingsInNeedsNoDatabase() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOT + ".body", ROOT + ".parse", ROOT + ".ingest", ROOT + ".publish", ROOT + ".spool")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..",
            "javax.sql..",
            "org.springframework.jdbc..",
            ROOT + ".query",
            ROOT + ".ledger")
        .check(CODE);
  }

  @Test
  void theSpoolKnowsNeitherWhatItKeepsNorWhereThatGoes() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".spool")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..",
            "jakarta.servlet..",
            "org.springframework.web..",
            "io.sensorplatform.reading..",
            ROOT + ".publish")
        .check(CODE);
  }

  @Test
  void queriesNeedNoKafka() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".query")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", ROOT + ".publish", ROOT + ".ingest")
        .check(CODE);
  }

  @Test
  void formatsKnowNothingOfHttp() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".parse")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.servlet..", "org.springframework.web..", "org.apache.kafka..")
        .check(CODE);
  }
}
