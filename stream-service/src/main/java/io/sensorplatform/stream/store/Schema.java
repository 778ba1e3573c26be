package io.sensorplatform.stream.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Schema {@code readings}, which the writer owns and brings up to date before its first row. */
final class Schema {

  private final DataSource database;
  private boolean current;

  Schema(DataSource database) {
    this.database = database;
  }

  synchronized void ensure() {
    if (current) {
      return;
    }
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:db/migration")
        .defaultSchema("readings")
        .createSchemas(false)
        .load()
        .migrate();
    current = true;
  }
}
