package io.sensorplatform.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.gateway.attack.RawCaller.Said;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a request was, the connection is either closed after its answer or good for another. */
class KeptConnectionIT {

  private static Attacked attacked;

  @BeforeAll
  static void start() throws IOException {
    attacked = new Attacked("platform.gateway.max-body=1MB");
  }

  @AfterAll
  static void stop() {
    attacked.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /v1/readings HTTP/1.1|{auth}Expect: 100-continue\r\n|{}",
        "POST /v1/readings HTTP/1.1|Expect: 100-continue\r\n|{}",
        "POST /nothing HTTP/1.1|Expect: 100-continue\r\n|{}",
        "GET /v1/readings HTTP/1.1|{auth}Expect: 100-continue\r\n|",
        "GET /v1/readings HTTP/1.1|{auth}|{}",
        "HEAD /v1/readings HTTP/1.1|{auth}|",
        "HEAD /v1/readings HTTP/1.1|{auth}|{}",
        "HEAD /nothing HTTP/1.1||{}",
        "HEAD / HTTP/1.1||{}",
        "GET / HTTP/1.1||{}",
        "OPTIONS /v1/readings HTTP/1.1||",
        "OPTIONS /v1/readings HTTP/1.1|{auth}|{}",
        "DELETE /v1/readings HTTP/1.1|{auth}|{}",
        "POST /v1/readings HTTP/1.1|Authorization: Bearer a.b.c\r\n|{}",
        "POST /v1/readings HTTP/1.1|{auth}|",
        "FOO /v1/readings HTTP/1.1|{auth}|{}",
        "POST /problems HTTP/1.1||{}",
        "POST /v1/readings HTTP/1.1|{auth}Connection: keep-alive\r\n|{}",
        "POST /v1/readings HTTP/1.1|{auth}Upgrade: websocket\r\nConnection: Upgrade\r\n|{}"
      })
  void nextRequestIsAnsweredOrTheConnectionIsClosed(String form) throws Exception {
    String[] parts = form.split("\\|", -1);
    for (String body : new String[] {parts[2], parts[2].repeat(40_000)}) {
      for (int round = 0; round < 2; round++) {
        try (RawCaller caller = attacked.caller()) {
          String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
          caller.send(
              attacked.fill(parts[0] + "\r\nHost: a\r\n" + parts[1] + length + "\r\n" + body));
          Said first = caller.read(60);
          assertThat(first.status()).as(form).isPositive();
          if (!first.closed() && !first.text().contains("connection: close")) {
            Said next =
                caller
                    .send(attacked.fill("GET /v1/sensors HTTP/1.1\r\nHost: a\r\n{auth}\r\n"))
                    .read(60);
            assertThat(next.status() > 0 || next.closed()).as(form + " then " + next).isTrue();
          }
        }
      }
    }
    attacked.assertUntouched();
  }
}
