package io.sensorplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the calls of {@code ./platform} promise about processes and data. */
class LifecycleIT {

  private static final List<String> COMPONENTS =
      List.of(
          "gateway-service",
          "auth-service",
          "sensor-service",
          "stream-service",
          "kafka",
          "postgres",
          "s3",
          "traces");

  @TempDir Path directory;
  private Platform platform;

  @AfterEach
  void reset() {
    if (platform != null) {
      platform.run("reset", "--yes").succeeded();
    }
  }

  @Test
  void dataOutlivesDownAndAKillOfEverything() throws Exception {
    platform = new Platform(directory.resolve("with space"));
    assertThat(platform.status().at("/state").asString()).isEqualTo("down");
    platform.up();
    JsonNode status = platform.status();
    assertThat(status.at("/state").asString()).isEqualTo("ready");
    assertThat(status.at("/components").findValuesAsString("name"))
        .containsExactlyInAnyOrderElementsOf(COMPONENTS);
    assertThat(Files.getPosixFilePermissions(platform.data()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    Row before = post("before");

    Platform.Result again = platform.run("up", "--detach").succeeded();
    assertThat(again.out() + again.err()).contains("already");
    assertThat(pids()).containsExactlyElementsOf(pids(status));

    for (long pid : pids()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    await().until(() -> platform.status().at("/state").asString().equals("down"));
    platform.up();
    assertComesBack(before);
    Row after = post("after");

    List<Long> running = pids();
    platform.down().succeeded();
    // Their parent, init, may take a moment to see them off.
    await().until(() -> running.stream().noneMatch(LifecycleIT::alive));
    assertThat(processesOf(platform.data())).isEmpty();
    platform.up();
    assertComesBack(before);
    assertComesBack(after);
  }

  @Test
  void aNormalUserRunsItToo() throws Exception {
    assumeThat(System.getProperty("user.name"))
        .as("only root can become another user; otherwise every test here is one of a normal user")
        .isEqualTo("root");
    String script = Platform.CHECKOUT.resolve("platform").toString();
    assumeThat(Platform.execute(List.of("runuser", "-u", "nobody", "--", "cat", script)).exitCode())
        .as("another user can read this checkout")
        .isZero();
    Path home = Files.createDirectory(Path.of("/var/tmp").resolve("user-" + System.nanoTime()));
    Platform.execute(List.of("chown", "nobody", home.toString())).succeeded();
    platform =
        new Platform(
            home.resolve("data"), List.of("runuser", "-u", "nobody", "--", "env", "HOME=" + home));
    platform.up();
    assertComesBack(post("normal"));
    for (JsonNode component : platform.status().at("/components")) {
      assertThat(ProcessHandle.of(component.at("/pid").asLong()).orElseThrow().info().user())
          .contains("nobody");
    }
    reset();
    platform = null;
    Platform.execute(List.of("rm", "-r", home.toString())).succeeded();
  }

  private Row post(String name) throws Exception {
    var row = new Row("kept/" + name, Instant.now().truncatedTo(ChronoUnit.MICROS), 7);
    Api api = platform.api("keeper", "default", "kept/");
    assertThat(api.postUntilAnswered(row.json()).statusCode()).isEqualTo(202);
    assertComesBack(row);
    return row;
  }

  private void assertComesBack(Row row) throws Exception {
    Api api = platform.api("keeper", "default", "kept/");
    String path = "/v1/sensors/" + row.sensorId().replace("/", "%2F") + "/latest";
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(api.get(path).statusCode()).isEqualTo(200));
    var stored = new Stored(platform);
    assertThat(stored.rows("default", row.sensorId())).containsExactly(row);
    var archived = new Archived(platform);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(archived.rows("default", row.sensorId())).containsExactly(row));
  }

  private List<Long> pids() {
    return pids(platform.status());
  }

  private static List<Long> pids(JsonNode status) {
    var pids = new ArrayList<Long>();
    status.at("/components").forEach(component -> pids.add(component.at("/pid").asLong()));
    return pids;
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }

  /** Whatever still runs with the data directory in its command line. */
  private static List<String> processesOf(Path data) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(command -> command.contains(data.toString()))
        .toList();
  }
}
