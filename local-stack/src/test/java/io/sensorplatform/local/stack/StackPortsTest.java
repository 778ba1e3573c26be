package io.sensorplatform.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackPortsTest {
  @TempDir private Path temporary;

  @Test
  void withoutAFileTheyAreTheDefaultsOfTheDesign() {
    StackPorts ports = StackPorts.read(temporary.resolve("none"));

    assertThat(ports.chosenFree()).isFalse();
    assertThat(ports.number(Port.GATEWAY)).isEqualTo(8080);
    assertThat(ports.number(Port.STREAM_MANAGEMENT)).isEqualTo(9083);
    assertThat(ports.number(Port.KAFKA)).isEqualTo(9092);
    assertThat(ports.number(Port.POSTGRES)).isEqualTo(5433);
    assertThat(ports.number(Port.S3)).isEqualTo(9000);
  }

  @Test
  void freeOnesAreKept() {
    StackPorts free = StackPorts.free();
    free.write(temporary.resolve("ports.properties"));

    assertThat(StackPorts.read(temporary.resolve("ports.properties"))).isEqualTo(free);
    assertThat(Arrays.stream(Port.values()).map(free::number)).doesNotHaveDuplicates();
  }

  @Test
  void oneMayBeChangedByHand() throws Exception {
    Path file = temporary.resolve("ports.properties");
    Files.writeString(file, "gateway=18080\n");

    assertThat(StackPorts.read(file).number(Port.GATEWAY)).isEqualTo(18080);
    assertThat(StackPorts.read(file).number(Port.AUTH)).isEqualTo(8081);
  }

  @Test
  void nonsenseIsNamed() throws Exception {
    Path file = temporary.resolve("ports.properties");
    Files.writeString(file, "kafka=ninety\n");

    assertThatThrownBy(() -> StackPorts.read(file))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("kafka=ninety");
  }
}
