package io.sensorplatform.local.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProcessTest {
  @TempDir private Path temporary;

  private Path directory;
  private LocalProcess process;

  @BeforeEach
  void open() {
    directory = temporary.resolve("a directory");
    process = LocalProcess.lasting(directory.resolve("pid"), directory.resolve("log"));
  }

  @AfterEach
  void end() {
    process.kill();
  }

  @Test
  void isFoundAgainByItsFileAndStopped() {
    process.start(List.of("sleep", "600"), directory);

    var found = LocalProcess.lasting(directory.resolve("pid"), directory.resolve("log"));
    assertThat(found.isAlive()).isTrue();
    assertThat(found.pid()).isEqualTo(process.pid());

    found.stop("TERM", Duration.ofSeconds(20));
    assertThat(process.isAlive()).isFalse();
    assertThat(directory.resolve("pid")).doesNotExist();
  }

  @Test
  void isKilledWhenItDoesNotStopInTime() {
    process.start(
        List.of("bash", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"), directory);
    Awaitility.await().until(() -> process.lastLines(1).equals("ready"));

    process.stop("TERM", Duration.ofMillis(300));

    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void killTakesItsChildrenToo() {
    process.start(List.of("bash", "-c", "sleep 600 & echo $!; wait"), directory);
    Awaitility.await().until(() -> !process.lastLines(1).isEmpty());
    long child = Long.parseLong(process.lastLines(1));
    assertThat(ProcessIdentity.of(child)).isPresent();

    process.kill();

    assertThat(ProcessIdentity.of(child)).isEmpty();
  }

  @Test
  void isInAProcessGroupOfItsOwnSoThatCtrlCDoesNotReachIt() throws Exception {
    process.start(List.of("sleep", "600"), directory);
    long pid = process.pid().orElseThrow();

    Process ps = new ProcessBuilder("ps", "-o", "pgid=", "-p", Long.toString(pid)).start();
    String group = new String(ps.getInputStream().readAllBytes()).strip();

    assertThat(group).isEqualTo(Long.toString(pid));
  }

  @Test
  void getsNothingOfTheEnvironmentThatCouldChangeItsSettings() {
    process.start(List.of("env"), directory);

    Awaitility.await().until(() -> !process.isAlive());
    assertThat(process.lastLines(100).lines().map(line -> line.split("=")[0]))
        .contains("PATH")
        .isSubsetOf(
            "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "LANG", "LC_ALL", "PWD",
            "OLDPWD", "SHLVL", "_");
  }

  @Test
  void tellsTheLastLinesWithoutFramesOfStackTraces() throws Exception {
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("log"),
        "first\nwhat went wrong\n\tat a.B.c(B.java:1)\n\t... 3 more\nCaused by: this\n");

    assertThat(process.lastLines(2)).isEqualTo("what went wrong\nCaused by: this");
  }
}
