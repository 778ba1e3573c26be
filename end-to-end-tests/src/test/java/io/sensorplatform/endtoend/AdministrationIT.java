package io.sensorplatform.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an administrator does at the command line with devices, keys, operators and webhooks. */
@ExtendWith(SharedPlatform.class)
class AdministrationIT {

  @TempDir private Path temporary;

  @Test
  void aDevicesLifeAtTheCommandLine(Platform platform) {
    platform.run("device", "add", "press 7", "--sensors", "plant9/press7/").succeeded();
    assertThat(platform.run("device", "list", "--prefix", "press 7").succeeded().out())
        .contains("press 7", "plant9/press7/", "1 keys");

    String added = platform.run("device", "keys", "add", "press 7", "--json").succeeded().out();
    JsonNode key = JsonMapper.shared().readTree(added);
    assertThat(key.path("apiKey").asString()).startsWith("spk_" + key.path("keyId").asString());
    // Tokens are got with the newest key from now on.
    platform.run("token", "press 7").succeeded();
    platform.run("device", "keys", "revoke", "press 7", key.path("keyId").asString()).succeeded();
    assertThat(platform.run("device", "keys", "press 7").succeeded().out())
        .contains("revoked", "live", "api-key");
    assertThat(platform.run("token", "press 7").exitCode()).isEqualTo(1);

    assertThat(platform.run("device", "disable", "press 7").succeeded().out()).contains("disabled");
    assertThat(platform.run("device", "enable", "press 7").succeeded().out())
        .doesNotContain("disabled");
    platform.run("device", "rename", "press 7", "press 8").succeeded();
    assertThat(platform.run("device", "show", "press 8").succeeded().out())
        .contains("press 8", "client id", "plant9/press7/");
    platform.run("device", "delete", "press 8").succeeded();
    Platform.Result gone = platform.run("device", "show", "press 8");
    assertThat(gone.exitCode()).isEqualTo(1);
    assertThat(gone.err()).contains("there is no device 'press 8'");
  }

  @Test
  void aFileOfDevicesIsImportedLineByLine(Platform platform) throws Exception {
    var csv = new StringBuilder("name,sensors\n");
    for (int i = 0; i < 1_100; i++) {
      csv.append("imported ").append(i).append(",imported/").append(i).append("/\n");
    }
    csv.append("bad,%%%\n");
    Path file = Files.writeString(temporary.resolve("devices.csv"), csv);

    Platform.Result result = platform.run("device", "import", file.toString());

    assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
    assertThat(result.out()).contains(":1102", "request-invalid").hasLineCount(1);
    assertThat(result.err())
        .contains("1,000 lines so far", "1,101 lines: 1,100 registered, 1 failed");
    platform.run("token", "imported 1099").succeeded();
    Path again =
        Files.writeString(
            temporary.resolve("again.ndjson"),
            "{\"name\":\"imported 1\",\"sensors\":[\"imported/1/\"]}\n");
    Platform.Result twice = platform.run("device", "import", again.toString(), "--json");
    assertThat(twice.exitCode()).isEqualTo(1);
    assertThat(twice.out()).contains("device-exists");
  }

  @Test
  void anOperatorsLifeAtTheCommandLine(Platform platform) {
    Platform.Result added =
        platform.run("operator", "add", "grace", "--role", "viewer", "--tenant", "acme");
    assertThat(added.succeeded().out()).contains("grace", "viewer", "tenant acme", "password  ");
    assertThat(platform.run("operator", "role", "grace", "operator").succeeded().out())
        .contains("operator");
    assertThat(platform.run("operator", "password", "grace").succeeded().out())
        .contains("password  ");
    platform.run("operator", "disable", "grace").succeeded();
    assertThat(platform.run("operator", "list").succeeded().out()).contains("grace", "disabled");
    platform.run("operator", "enable", "grace").succeeded();
    assertThat(platform.run("operator", "role", "nobody", "viewer").err())
        .contains("operator-not-found");
  }

  @Test
  void theLocalOperatorsOwnNewPasswordIsTheOneThatTheCommandsUse(Platform platform) {
    platform.run("operator", "password", "operator").succeeded();

    assertThat(platform.run("operator", "list").succeeded().out()).contains("operator");
  }

  @Test
  void aWebhookIsToldThroughTheWholePlatform(Platform platform) throws Exception {
    List<String> bodies = new CopyOnWriteArrayList<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
    try {
      String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
      Platform.Result added =
          platform.run("webhook", "add", url, "--events", "device.deleted", "--json").succeeded();
      JsonNode webhook = JsonMapper.shared().readTree(added.out());
      assertThat(webhook.path("secret").asString()).startsWith("whsec_");
      String id = webhook.path("webhookId").asString();
      platform.run("webhook", "test", id).succeeded();
      platform.run("device", "add", "hooked", "--sensors", "hooked/").succeeded();
      platform.run("device", "delete", "hooked").succeeded();

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(bodies)
                  .hasSize(2)
                  .anyMatch(body -> body.contains("webhook.test"))
                  .anyMatch(body -> body.contains("device.deleted") && body.contains("hooked")));
      assertThat(platform.run("webhook", "deliveries", id).succeeded().out())
          .contains("device.deleted", "delivered", "204");
      assertThat(platform.run("webhook", "list").succeeded().out()).contains(id, url);
      platform.run("webhook", "delete", id).succeeded();
    } finally {
      receiver.stop(0);
    }
  }
}
