package io.sensorplatform.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.sensorplatform.gateway");

  @Test
  void onlyTheEdgeKnowsTheHttpServer() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..gateway.edge..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..")
        .check(classes);
  }

  @Test
  void nobodyKnowsTheEdge() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..gateway.edge..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..gateway.edge..")
        .check(classes);
  }
}
