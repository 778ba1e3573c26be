package io.sensorplatform.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/** The journey that CloudWatch's canary makes every few minutes, by the script itself. */
@ExtendWith(SharedPlatform.class)
class CanaryIT {

  private static final Path CANARY =
      Platform.CHECKOUT.resolve("infra-terraform/modules/observability/canary");
  private static final String SENSOR = "canary/heartbeat";

  /** Of the objective, freshness within 5 s, on a machine that does much else. */
  private static final String PATIENT = "30";

  private record Run(int exitCode, String output) {}

  @BeforeEach
  void python() {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "python3"))),
        "the canary is a program in Python, which is not here");
  }

  @Test
  void aReadingIsSentAndFoundAgain(Platform platform) throws Exception {
    Platform.Device device = platform.device("canary", "canary", "canary/");

    Run run = run(platform.gateway(), device.clientId(), device.apiKey(), PATIENT);

    assertThat(run.exitCode).as(run.output).isZero();
    assertThat(run.output).startsWith("found after ").contains("(replicated)");
    assertThat(new Stored(platform).rows("canary", SENSOR)).isNotEmpty();
  }

  @Test
  void aKeyThatIsNoneFailsAtTheToken(Platform platform) throws Exception {
    Platform.Device device = platform.device("canary", "canary", "canary/");

    Run run = run(platform.gateway(), device.clientId(), device.apiKey() + "x", PATIENT);

    assertThat(run.exitCode).isNotZero();
    assertThat(run.output).contains("canary.Failed: token: 401").doesNotContain(device.apiKey());
  }

  @Test
  void aReadingThatIsFoundTooLateFailsWithItsTimes(Platform platform) throws Exception {
    Platform.Device device = platform.device("canary", "canary", "canary/");

    Run run = run(platform.gateway(), device.clientId(), device.apiKey(), "0");

    assertThat(run.exitCode).isNotZero();
    assertThat(run.output)
        .containsPattern("canary\\.Failed: find: reading of \\S+ (not )?found after [\\d.]+ s")
        .contains("objective 0 s, durability replicated");
  }

  private static Run run(String gateway, String clientId, String apiKey, String freshness)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(
                "python3",
                "-B",
                "-c",
                "import canary, json, sys; canary.journey(sys.argv[1], json.load(sys.stdin),"
                    + " float(sys.argv[2]))",
                gateway,
                freshness)
            .redirectErrorStream(true);
    builder.environment().put("PYTHONPATH", CANARY.toString());
    Process process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(
          JsonMapper.shared()
              .writeValueAsBytes(Map.of("clientId", clientId, "apiKey", apiKey, "sensor", SENSOR)));
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output);
  }
}
