package io.sensorplatform.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sensorplatform.local.server.Checkout;
import io.sensorplatform.local.server.Jvm;
import io.sensorplatform.local.stack.StackStatus.ComponentState;
import io.sensorplatform.local.stack.StackStatus.State;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a stack, with servers only: the services have whole-platform tests. */
class ServersLifecycleIT {
  private static final Set<Component> ALL =
      EnumSet.of(Component.KAFKA, Component.POSTGRES, Component.S3, Component.TRACES);

  /** Those that start quickly: enough for what is the same for all. */
  private static final Set<Component> SERVERS = EnumSet.of(Component.POSTGRES, Component.S3);

  @TempDir private Path temporary;

  private final List<String> said = new ArrayList<>();
  private Path data;
  private Stack stack;

  @BeforeEach
  void open() {
    data = temporary.resolve("my data");
    stack = Stack.of(Checkout.find(), data, SERVERS);
  }

  @AfterEach
  void end() {
    stack.down(Progress.SILENT);
  }

  @Test
  void comesUpOnFreePortsAndGoesDownWithoutATrace() {
    stack = Stack.of(Checkout.find(), data, ALL);
    assertThat(stack.status().state()).isEqualTo(State.down);
    assertThat(data).as("looking makes nothing").doesNotExist();

    stack.up(PortChoice.FREE, said::add);

    StackStatus up = stack.status();
    assertThat(up.state()).isEqualTo(State.ready);
    assertThat(up.components())
        .allSatisfy(component -> {
          assertThat(component.state()).isEqualTo(ComponentState.up);
          assertThat(component.pid()).isNotNull();
          assertThat(Path.of(component.log())).exists();
        });
    assertThat(up.postgres().password()).isNotBlank();

    assertThat(stack.down(said::add))
        .containsExactlyInAnyOrder("kafka", "postgres", "s3", "traces");
    assertThat(stack.status().state()).isEqualTo(State.down);
    assertThat(leftovers()).isEmpty();
    assertThat(data.resolve("postgres/cluster/postmaster.pid")).doesNotExist();
    assertThat(stack.down(said::add)).isEmpty();
  }

  @Test
  void aSecondUpStartsOnlyWhatIsMissingOnTheSamePorts() {
    stack.up(PortChoice.FREE, said::add);
    StackStatus before = stack.status();
    stack.kill(Component.S3);
    assertThat(stack.status().component(Component.S3).state()).isEqualTo(ComponentState.down);
    assertThat(stack.status().state()).isEqualTo(State.partial);
    said.clear();

    Stack.of(Checkout.find(), data, SERVERS).up(PortChoice.KEPT, said::add);

    StackStatus after = stack.status();
    assertThat(after.state()).isEqualTo(State.ready);
    assertThat(after.s3()).isEqualTo(before.s3());
    assertThat(after.component(Component.POSTGRES)).isEqualTo(before.component(Component.POSTGRES));
    assertThat(said).anyMatch(line -> line.contains("postgres") && line.contains("runs already"));
    assertThat(said).anyMatch(line -> line.contains("s3") && line.contains("ready after"));
  }

  @Test
  void survivesTheDeathOfEverythingAtOnceAndOfItsOwnMemory() throws Exception {
    stack.up(PortChoice.FREE, said::add);
    for (Component component : SERVERS) {
      stack.kill(component);
    }
    assertThat(stack.status().state()).isEqualTo(State.down);
    stack.up(PortChoice.KEPT, said::add);

    // As after a crash of the machine that kept the processes but lost the notes about them.
    for (Component component : SERVERS) {
      Files.delete(data.resolve("run").resolve(component.label() + ".pid"));
    }
    assertThat(leftovers()).hasSizeGreaterThanOrEqualTo(SERVERS.size());
    stack.up(PortChoice.KEPT, said::add);
    assertThat(stack.status().state()).isEqualTo(State.ready);

    stack.down(said::add);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void stopsAndStartsOneComponent() {
    stack.up(PortChoice.FREE, said::add);
    stack.stop(Component.S3);
    assertThat(stack.status().component(Component.S3).state()).isEqualTo(ComponentState.down);

    stack.start(Component.S3);
    stack.start(Component.S3);

    assertThat(stack.status().component(Component.S3).state()).isEqualTo(ComponentState.up);
  }

  @Test
  void namesWhoHoldsAPortAndStartsNothing() throws Exception {
    StackPorts ports = StackPorts.free();
    Files.createDirectories(data);
    ports.write(data.resolve("ports.properties"));
    try (var held = new ServerSocket(ports.number(Port.S3), 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> stack.up(PortChoice.KEPT, said::add))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("port " + held.getLocalPort())
          .hasMessageContaining("s3")
          .hasMessageContaining("process " + ProcessHandle.current().pid())
          .hasMessageContaining("--free-ports");
    }
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aServerThatCannotStartIsNamedWithItsLogAndTheRestIsStopped() throws Exception {
    Files.createDirectories(data);
    stack = Stack.of(Checkout.find(), data, EnumSet.of(Component.KAFKA, Component.S3));
    // A broker cannot keep its log in a file.
    Files.createDirectories(data.resolve("kafka"));
    Files.writeString(data.resolve("kafka/log"), "in the way");

    assertThatThrownBy(() -> stack.up(PortChoice.FREE, said::add))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("kafka ended while it started")
        .hasMessageContaining("log: " + stack.data().resolve("logs/kafka.log"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(leftovers()).isEmpty());
  }

  @Test
  void oneCommandAtATimeBringsItUpOrDown() throws Exception {
    Files.createDirectories(data);
    try (var lock = StackLock.take(data.toRealPath().resolve("lock"))) {
      assertThatThrownBy(() -> stack.up(PortChoice.FREE, said::add))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("another command");
    }
  }

  @Test
  void onlyTheOwnerMayReadWhatIsSecret() throws Exception {
    stack.up(PortChoice.FREE, said::add);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
    try (var files = Files.walk(data.resolve("secrets"))) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
    assertThat(commandLines())
        .as("nobody sees a secret in the process list")
        .noneMatch(line -> line.contains(String.valueOf(stack.status().s3().secretKey())));
  }

  @Test
  void resetDeletesEverything() {
    stack.up(PortChoice.FREE, said::add);

    stack.reset(said::add);

    assertThat(data).doesNotExist();
    assertThat(stack.status().state()).isEqualTo(State.down);
  }

  private List<String> leftovers() {
    return commandLines().stream()
        .filter(line ->
            line.contains(Jvm.marker(stack.data()))
                || line.contains(stack.data().resolve("postgres/cluster").toString()))
        .toList();
  }

  private static List<String> commandLines() {
    return ProcessHandle.allProcesses()
        .flatMap(process -> io.sensorplatform.local.server.CommandLine.of(process.pid()).stream())
        .map(words -> String.join(" ", words))
        .toList();
  }
}
