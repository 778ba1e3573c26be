package io.sensorplatform.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.local.server.Checkout;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class PlatformCommandTest {
  @TempDir private Path temporary;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Session session;

  @BeforeEach
  void open() {
    session =
        new Session(
            new Checkout(temporary),
            new Terminal(new PrintStream(out, true), new PrintStream(err, true), false, false));
  }

  @Test
  void theHelpNamesEveryCommand() {
    assertThat(run("--help")).isZero();

    assertThat(out())
        .contains(
            "up",
            "status",
            "device",
            "token",
            "operator",
            "webhook",
            "demo",
            "load",
            "ledger",
            "archive",
            "audit",
            "keys",
            "dead-letters",
            "kill",
            "stop",
            "start",
            "down",
            "reset");
  }

  @Test
  void aDevicesKeysAreListedByItsNameOnly() {
    assertThat(run("device", "keys")).isEqualTo(2);
    assertThat(run("device", "keys", "add")).isEqualTo(2);
    assertThat(run("device", "keys", "revoke", "press 7")).isEqualTo(2);
    // Understood; there is no stack to ask.
    assertThat(run("device", "keys", "press 7", "--data", data())).isEqualTo(1);
    assertThat(run("device", "keys", "add", "press 7", "--data", data())).isEqualTo(1);
    assertThat(run("device", "keys", "revoke", "press 7", "abc", "--data", data())).isEqualTo(1);
    assertThat(run("device", "rename", "press 7", "press 8", "--data", data())).isEqualTo(1);
    assertThat(run("webhook", "test", "x", "--data", data())).isEqualTo(1);
    assertThat(run("operator", "role", "grace", "viewer", "--data", data())).isEqualTo(1);
  }

  @Test
  void statusOfAStackThatNeverWasIsPureJsonWithTheNamesOfTheContract() {
    assertThat(run("status", "--json", "--data", data())).isZero();

    var status = JsonMapper.shared().readTree(out());
    assertThat(status.path("state").asString()).isEqualTo("down");
    assertThat(status.path("gateway").asString()).isEqualTo("http://localhost:8080");
    assertThat(status.propertyNames())
        .containsExactlyInAnyOrder(
            "state", "gateway", "components", "postgres", "kafka", "s3", "traces", "operator");
    assertThat(status.at("/components/0").propertyNames())
        .containsExactlyInAnyOrder("name", "pid", "state", "url", "managementUrl", "log");
    assertThat(status.at("/postgres").propertyNames())
        .containsExactlyInAnyOrder("host", "port", "database", "username", "password");
    assertThat(status.at("/kafka").propertyNames()).containsExactly("bootstrapServers");
    assertThat(status.at("/s3").propertyNames())
        .containsExactlyInAnyOrder("endpoint", "bucket", "accessKey", "secretKey");
    assertThat(status.at("/operator").propertyNames())
        .containsExactlyInAnyOrder("username", "password");
    assertThat(status.path("components").valueStream().map(c -> c.path("name").asString()))
        .containsExactly(
            "gateway-service",
            "auth-service",
            "sensor-service",
            "kafka",
            "stream-service",
            "postgres",
            "s3",
            "traces");
    assertThat(err()).isEmpty();
  }

  @Test
  void theDataDirectoryMayBeNamedBeforeOrAfterTheCommand() {
    assertThat(run("--data", data(), "status")).isZero();
    assertThat(out()).contains(data());
    out.reset();
    assertThat(run("status", "--data", data())).isZero();
    assertThat(out()).contains(data());
  }

  @Test
  void whatDoesNotExistIsACallingErrorInWords() {
    assertThat(run("fly")).isEqualTo(2);
    assertThat(run("device", "add", "press7", "--data", data())).isEqualTo(2);
    assertThat(err()).contains("--sensors");
    err.reset();
    assertThat(run("kill", "reactor", "--data", data())).isEqualTo(2);
    assertThat(err())
        .contains("there is no component 'reactor'", "sensor-service")
        .doesNotContain("\tat ");
  }

  @Test
  void commandsThatNeedARunningPlatformSayThatItIsDown() {
    assertThat(run("demo", "--data", data())).isEqualTo(1);
    assertThat(err()).contains("the platform is down").contains("up");
    err.reset();
    assertThat(run("token", "operator", "--data", data())).isEqualTo(1);
    assertThat(err()).contains("./platform up").doesNotContain("\tat ");
    err.reset();
    assertThat(run("device", "add", "operator", "--sensors", "a", "--data", data())).isEqualTo(1);
    assertThat(err()).contains("choose another name");
    err.reset();
    assertThat(run("token", "unknown", "--data", data())).isEqualTo(1);
    assertThat(err()).contains("no key of a device 'unknown'");
  }

  @Test
  void deadLettersAreNamedByIdOrByAFilterAndAllOfThemOnlyOnPurpose() {
    assertThat(run("dead-letters", "replay", "--data", data())).isEqualTo(1);
    assertThat(err()).contains("--all").doesNotContain("\tat ");
    err.reset();
    assertThat(run("dead-letters", "replay", "--all", "--data", data())).isEqualTo(1);
    assertThat(err()).contains("--yes");
    err.reset();
    assertThat(run("dead-letters", "discard", "7", "--all", "--because", "x", "--data", data()))
        .isEqualTo(1);
    assertThat(err()).contains("--all");
    err.reset();
    assertThat(run("dead-letters", "replay", "7", "--reason", "malformed", "--data", data()))
        .isEqualTo(1);
    assertThat(err()).contains("--all");
    err.reset();
    assertThat(run("dead-letters", "discard", "7", "--data", data())).isEqualTo(2);
    assertThat(err()).contains("--because");
    err.reset();
    assertThat(run("dead-letters", "show", "seven", "--data", data())).isEqualTo(2);
    assertThat(run("dead-letters", "list", "--limit", "0", "--data", data())).isEqualTo(1);
    assertThat(run("dead-letters", "list", "--data", data())).isEqualTo(1);
    assertThat(err()).contains("./platform up");
  }

  @Test
  void nothingIsLeftByCommandsOnAStackThatNeverWas() {
    run("status", "--data", data());
    run("kill", "kafka", "--data", data());
    run("down", "--data", data());
    run("reset", "--data", data());

    assertThat(Path.of(data())).doesNotExist();
  }

  private int run(String... arguments) {
    return PlatformCommand.commandLine(session).execute(arguments);
  }

  private String data() {
    return temporary.resolve("data").toString();
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
