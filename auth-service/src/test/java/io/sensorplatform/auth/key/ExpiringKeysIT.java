package io.sensorplatform.auth.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ExpiringKeysIT {

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private final AuthServer server = SHARED.get();

  @AfterEach
  void nothingExpires() {
    AuthServer.sql("delete from device");
    awaitCounts(0, 0, 0);
  }

  @Test
  void areToldOncePerKeyAndThreshold(CapturedOutput output) {
    NewDevice device = SHARED.device("a");
    assertThat(warnings(device)).isEmpty();

    expiresIn(device, "13 days");
    awaitCounts(1, 0, 0);
    awaitWarnings(device, "within 14 days");
    expiresIn(device, "6 days");
    awaitCounts(1, 1, 0);
    expiresIn(device, "20 hours");
    awaitCounts(1, 1, 1);
    awaitWarnings(device, "within 14 days", "within 7 days", "within 1 days");

    // Having looked several times more.
    await().during(Duration.ofSeconds(2)).until(() -> warnings(device).size() == 3);
    assertThat(output.getAll().split("Key " + device.keyId() + " of device", -1)).hasSize(4);
  }

  @Test
  void areNotCountedOnceRevokedOrExpiredOrOfADisabledDevice() {
    NewDevice revoked = SHARED.device("a");
    expiresIn(revoked, "2 days");
    NewDevice expired = SHARED.device("a");
    expiresIn(expired, "2 days");
    NewDevice disabled = SHARED.device("a");
    expiresIn(disabled, "2 days");
    awaitCounts(3, 3, 0);

    server.delete(
        "/v1/devices/%s/keys/%s".formatted(revoked.clientId(), revoked.keyId()), SHARED.operator());
    expiresIn(expired, "-1 seconds");
    server.patch(
        "/v1/devices/" + disabled.clientId(), SHARED.operator(), "*", "{\"disabled\":true}");

    awaitCounts(0, 0, 0);
  }

  private static void expiresIn(NewDevice device, String time) {
    AuthServer.sql(
        "update device_key set expires_at = now() + interval '%s' where key_id = '%s'"
            .formatted(time, device.keyId()));
  }

  private static List<String> warnings(NewDevice device) {
    return AuthServer.query(
        "select split_part(detail, ',', 1) from audit where what = 'key.expiring' and object like '%s%%' order by seq"
            .formatted(device.clientId()));
  }

  private static void awaitWarnings(NewDevice device, String... warnings) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(warnings(device)).containsExactly(warnings));
  }

  private void awaitCounts(int in14Days, int in7Days, int in1Day) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(List.of(count("14d"), count("7d"), count("1d")))
                .containsExactly((double) in14Days, (double) in7Days, (double) in1Day));
  }

  private double count(String within) {
    return server
        .bean(MeterRegistry.class)
        .get("sensor.auth.keys.expiring")
        .tag("within", within)
        .gauge()
        .value();
  }
}
