package io.sensorplatform.stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private final JavaClasses service =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.sensorplatform.stream");

  @Test
  void storeAndArchiveDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("..stream.store..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..stream.archive..")
        .check(service);
    noClasses()
        .that()
        .resideInAPackage("..stream.archive..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..stream.store..")
        .check(service);
  }

  @Test
  void theArchiveNeedsNoDatabase() {
    noClasses()
        .that()
        .resideInAnyPackage("..stream.archive..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.sql..", "java.sql..", "org.postgresql..")
        .check(service);
  }
}
