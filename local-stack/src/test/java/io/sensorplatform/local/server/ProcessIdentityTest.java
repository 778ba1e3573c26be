package io.sensorplatform.local.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
  @Test
  void knowsARunningProcessAgainFromItsWrittenForm() {
    var self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();

    assertThat(ProcessIdentity.parse(self + "\n")).contains(self);
    assertThat(self.isAlive()).isTrue();
  }

  @Test
  void aLaterProcessWithTheSamePidIsAnother() {
    var earlier = new ProcessIdentity(ProcessHandle.current().pid(), "another-boot:17");

    assertThat(earlier.isAlive()).isFalse();
  }

  @Test
  void aProcessThatEndedButWasNotReapedHasEnded() throws Exception {
    Process child = new ProcessBuilder("sleep", "60").start();
    var identity = ProcessIdentity.of(child.pid()).orElseThrow();

    child.destroyForcibly();

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(identity.isAlive()).isFalse());
  }

  @Test
  void damagedFilesNameNoProcess() {
    assertThat(ProcessIdentity.parse("")).isEmpty();
    assertThat(ProcessIdentity.parse("12")).isEmpty();
    assertThat(ProcessIdentity.parse("twelve boot:1")).isEmpty();
  }
}
