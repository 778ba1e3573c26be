package io.sensorplatform.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A release only adds to the database: see docs/operations/upgrade.md. */
class MigrationsTest {

  /** Of these no earlier version ever ran; what comes after them meets one that does. */
  private static final Map<String, Integer> BEFORE_THE_FIRST_RELEASE =
      Map.of("auth-service", 8, "sensor-service", 1, "stream-service", 4);

  private static final Pattern VERSION = Pattern.compile("V(\\d+)__[a-z0-9_]+\\.sql");

  @Test
  void migrationsSinceTheFirstReleaseOnlyAddOrSayThatTheyContract() throws IOException {
    for (Path file : migrations()) {
      var version = VERSION.matcher(file.getFileName().toString());
      assertThat(version.matches()).as("name of %s", file).isTrue();
      if (Integer.parseInt(version.group(1)) > BEFORE_THE_FIRST_RELEASE.get(module(file))) {
        assertThat(new Migration(Files.readString(file)).unmarked()).as("%s", file).isEmpty();
      }
    }
  }

  @Test
  void eachOwnerOfMigrationsIsLookedAt() throws IOException {
    assertThat(migrations().stream().map(MigrationsTest::module).distinct())
        .containsExactlyInAnyOrderElementsOf(BEFORE_THE_FIRST_RELEASE.keySet());
  }

  /** The check sees what it must in migrations that people wrote. */
  @Test
  void migrationsOfBeforeWouldNotPass() throws IOException {
    List<String> breaking = new ArrayList<>();
    for (Path file : migrations()) {
      if (!new Migration(Files.readString(file)).unmarked().isEmpty()) {
        breaking.add(file.getFileName().toString());
      }
    }
    assertThat(breaking)
        .containsExactlyInAnyOrder(
            "V6__revocations_told.sql",
            "V8__public_keys.sql",
            "V2__ledger.sql",
            "V3__dead_letters.sql");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop table device;",
        "drop index device_by_name",
        "alter table device drop column name;",
        "alter table device rename to thing;",
        "alter table device rename column name to title;",
        "alter table only device add note text, alter column name type varchar(10);",
        "alter table device alter column name set not null;",
        "alter table device alter name drop not null;",
        "alter table device add column weight int not null;",
        "alter table device add check (weight > 0);",
        "alter table device add column weight int, add unique (weight);",
        "create unique index on device (name);",
        "create trigger t before insert on device for each row execute function f();",
        "create or replace view devices as select 1;",
        "update device set name = 'x' where name is null;",
        "alter table device add column weight int; update device set weight = 1, name = 'x';",
        "delete from device;",
        "truncate device;",
        "revoke select on device from reader;",
        "alter type kind rename value 'a' to 'b';",
        "alter view devices rename to things;",
        "do $$ begin drop table device; end $$;",
        "vacuum device;",
        "-- contract of nothing\ndrop table device;",
        "-- contract:\ndrop table device;",
        "-- contract: of another statement\nselect 1;\ndrop table device;",
        "select '-- contract: in a string'; drop table device;"
      })
  void whatTheVersionBeforeWouldNotBearIsSeen(String sql) {
    assertThat(new Migration(sql).unmarked()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create table note (id int primary key, text text not null unique);",
        "create table note (id int); alter table note add check (id > 0); create unique index on note (id);",
        "alter table device add column weight int;",
        "alter table device add column weight numeric(4, 2) not null default 1 check (weight > 0), add column height int;",
        "alter table device add column weight int; update device set weight = length(concat(name, 'x')) where weight is null;",
        "create index concurrently if not exists device_name on device (name);",
        "create function f() returns int language sql as $$ delete from device returning 1 $$;",
        "comment on column device.name is 'drop table device; it''s a name';",
        "grant select on device to reader;",
        "insert into kind values ('a;b');",
        "alter type kind add value 'c';",
        "/* drop table device; */ select 1;",
        "-- contract: nothing since 1.4 reads it\nalter table device drop column name;",
        "alter table device\n  -- contract: nothing since 1.4 reads it\n  drop column name;"
      })
  void whatOnlyAddsOrIsMarkedPasses(String sql) {
    assertThat(new Migration(sql).unmarked()).isEmpty();
  }

  private static List<Path> migrations() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path module : list(Path.of(".."))) {
      Path directory = module.resolve("src/main/resources/db/migration");
      if (Files.isDirectory(directory)) {
        files.addAll(list(directory));
      }
    }
    return files;
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  /** From ../module/src/main/resources/db/migration/file. */
  private static String module(Path migration) {
    return migration.getName(1).toString();
  }
}
