package io.sensorplatform.auth.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.AuthServer.Answer;
import io.sensorplatform.auth.SharedServer;
import io.sensorplatform.auth.SharedServer.NewDevice;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyApiIT {

  @RegisterExtension static final SharedServer SHARED = new SharedServer();

  private final AuthServer server = SHARED.get();

  @Test
  void givesAKeyThatIsGoodForAsLongAsAskedFor() {
    Instant asked = Instant.now().plus(Duration.ofDays(200));

    Answer key = create("{\"expiresAt\":\"%s\"}".formatted(asked));

    assertThat(key.status()).as(key.text()).isEqualTo(201);
    assertThat(Instant.parse(key.json().path("expiresAt").asString()))
        .isBetween(asked.minusMillis(1), asked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"expiresAt\":\"2020-01-01T00:00:00Z\"}      | 422 | request-invalid",
        "{\"expiresAt\":\"2999-01-01T00:00:00Z\"}      | 422 | request-invalid",
        "{\"expiresAt\":\"+999999999-12-31T00:00:00Z\"}| 422 | request-invalid",
        "{\"expiresAt\":\"tomorrow\"}                  | 422 | request-invalid",
        "{\"expiresAt\":\"\"}                          | 422 | request-invalid",
        "{\"expiresAt\":7}                             | 400 | malformed-json",
        "{\"expiresAt\":{}}                            | 400 | malformed-json",
        "{\"expires\":\"2999-01-01T00:00:00Z\"}        | 400 | malformed-json",
        "[]                                            | 400 | malformed-json",
        "{                                             | 400 | malformed-json",
      })
  void refusesWhatIsNoExpiry(String body, int status, String code) {
    Answer answer = create(body);

    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }

  @Test
  void neverGivesMoreLiveKeysThanMayBeHoweverManyAskAtOnce() throws Exception {
    NewDevice device = SHARED.device("a");
    String keys = "/v1/devices/" + device.clientId() + "/keys";
    Callable<Integer> create = () -> server.post(keys, SHARED.operator(), "").status();

    int created = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> answer : threads.invokeAll(Collections.nCopies(16, create))) {
        created += answer.get() == 201 ? 1 : 0;
      }
    }

    assertThat(created).isEqualTo(9);
    assertThat(server.get(keys, SHARED.operator()).json().path("items")).hasSize(10);
  }

  private Answer create(String body) {
    NewDevice device = SHARED.device("a");
    return server.post("/v1/devices/" + device.clientId() + "/keys", SHARED.operator(), body);
  }
}
