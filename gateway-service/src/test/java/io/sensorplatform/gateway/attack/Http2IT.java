package io.sensorplatform.gateway.attack;

import static io.sensorplatform.gateway.attack.Http2Caller.CONTINUATION;
import static io.sensorplatform.gateway.attack.Http2Caller.DATA;
import static io.sensorplatform.gateway.attack.Http2Caller.END_HEADERS;
import static io.sensorplatform.gateway.attack.Http2Caller.END_STREAM;
import static io.sensorplatform.gateway.attack.Http2Caller.GOAWAY;
import static io.sensorplatform.gateway.attack.Http2Caller.HEADERS;
import static io.sensorplatform.gateway.attack.Http2Caller.PING;
import static io.sensorplatform.gateway.attack.Http2Caller.RST_STREAM;
import static io.sensorplatform.gateway.attack.Http2Caller.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.gateway.attack.Http2Caller.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP/2 makes cheap for a caller and dear for a server. */
class Http2IT {

  private static final int REFUSED_STREAM = 7;
  private static final int ENHANCE_YOUR_CALM = 0xb;

  private static Attacked attacked;

  @BeforeAll
  static void start() throws IOException {
    attacked = new Attacked("platform.gateway.http2-clear-text=true");
  }

  @AfterAll
  static void stop() {
    attacked.close();
  }

  @AfterEach
  void othersAreServed() throws Exception {
    attacked.assertUntouched();
  }

  @Test
  void honestRequestIsServed() throws Exception {
    try (var caller = new Http2Caller(attacked.gateway().port())) {
      caller.frame(HEADERS, END_STREAM | END_HEADERS, 1, get("/v1/sensors"));
      List<Frame> frames = caller.readUntil(DATA);

      assertThat(frames.getLast().payload()).asString().isEqualTo("{\"accepted\":1}");
    }
  }

  @Test
  void rapidResetEndsTheConnection() throws Exception {
    try (var caller = new Http2Caller(attacked.gateway().port())) {
      boolean open = true;
      for (int i = 0; open && i < 20_000; i++) {
        int stream = 2 * i + 1;
        open =
            caller.tryFrame(HEADERS, END_STREAM | END_HEADERS, stream, get("/v1/sensors"))
                && caller.tryFrame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
      }
      assertCalmedDown(caller, open);
    }
    assertThat(attacked.service().calls()).hasSizeLessThan(1_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {PING, SETTINGS})
  void floodOfControlFramesEndsTheConnection(int type) throws Exception {
    try (var caller = new Http2Caller(attacked.gateway().port())) {
      boolean open = true;
      for (int i = 0; open && i < 200_000; i++) {
        open = caller.tryFrame(type, 0, 0, new byte[type == PING ? 8 : 0]);
      }
      assertCalmedDown(caller, open);
    }
  }

  @Test
  void headersThatNeverEndAreCutOff() throws Exception {
    try (var caller = new Http2Caller(attacked.gateway().port())) {
      caller.frame(HEADERS, END_STREAM, 1, get("/v1/sensors"));
      boolean open = true;
      for (int i = 0; open && i < 100_000; i++) {
        open = caller.tryFrame(CONTINUATION, 0, 1, Http2Caller.fields("x", "y"));
      }
      List<Frame> frames = caller.readUntil(GOAWAY);
      assertThat(open && frames.isEmpty()).isFalse();
    }
  }

  @Test
  void headerListIsBoundedHoweverSmallItComes() throws Exception {
    try (var caller = new Http2Caller(attacked.gateway().port())) {
      // One field of 4,000 bytes goes into the table, and each byte after it says it again.
      var bomb = new ByteArrayOutputStream();
      bomb.writeBytes(get("/v1/sensors/attacked"));
      byte[] field = Http2Caller.fields("x-bomb", "a".repeat(3_900));
      field[0] = 0x40;
      bomb.writeBytes(field);
      for (int i = 0; i < 8_000; i++) {
        bomb.write(0x80 | 62);
      }
      caller.frame(HEADERS, END_STREAM | END_HEADERS, 1, bomb.toByteArray());
      List<Frame> frames = caller.readUntil(GOAWAY);

      assertThat(frames).noneMatch(frame -> frame.type() == DATA && frame.payload().length == 14);
      assertNothingCame();
    }
  }

  @Test
  void streamsBeyondTheLimitAreRefused() throws Exception {
    var release = new java.util.concurrent.CountDownLatch(1);
    attacked
        .service()
        .answers((exchange, call) -> {
          try {
            release.await(10, java.util.concurrent.TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          io.sensorplatform.gateway.edge.Backend.send(exchange, 200, "late");
        });
    try (var caller = new Http2Caller(attacked.gateway().port())) {
      caller.readUntil(SETTINGS);
      for (int i = 0; i <= 100; i++) {
        caller.frame(HEADERS, END_STREAM | END_HEADERS, 2 * i + 1, get("/v1/sensors"));
      }
      Frame refused = caller.readUntil(RST_STREAM).getLast();

      assertThat(refused.stream()).isEqualTo(201);
      assertThat(refused.error()).isEqualTo(REFUSED_STREAM);
    } finally {
      release.countDown();
      attacked.service().answersAccepted();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-a|1\r\nSmuggled: 1",
        "x-a|1\nSmuggled: 1",
        "x-a|1\0",
        "x-a\r\nsmuggled|1",
        "Smuggled|1",
        "transfer-encoding|chunked",
        "connection|smuggled",
        "te|smuggled",
        "content-length|5",
        ":path|/v1/sensors/smuggled",
        "host|evil.example",
        "|1"
      })
  void fieldThatWouldBreakOutInHttp1IsRefused(String field) throws Exception {
    String[] parts = field.split("\\|", 2);
    try (var caller = new Http2Caller(attacked.gateway().port())) {
      var block = new ByteArrayOutputStream();
      block.writeBytes(get("/v1/sensors/attacked"));
      block.writeBytes(Http2Caller.fields(parts));
      caller.frame(HEADERS, END_STREAM | END_HEADERS, 1, block.toByteArray());
      assertRefused(caller);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/sensors/attacked HTTP/1.1\r\nSmuggled: 1",
        "/v1/sensors/attacked\0",
        "/v1/sensors/attacked x",
        "http://a/v1/sensors/attacked",
        "*",
        "",
        "/v1/sensors/../attacked"
      })
  void pathThatWouldBreakOutInHttp1IsRefused(String path) throws Exception {
    try (var caller = new Http2Caller(attacked.gateway().port())) {
      caller.frame(HEADERS, END_STREAM | END_HEADERS, 1, get(path));
      assertRefused(caller);
    }
  }

  /** Answered with 400, reset, or closed; nothing came to the service. */
  private static void assertRefused(Http2Caller caller) throws IOException {
    caller.tryFrame(PING, 0, 0, new byte[8]);
    List<Frame> frames = caller.readUntil(PING);
    // Settle: an answer may come after the pong.
    if (frames.stream().noneMatch(Http2IT::says) && !frames.isEmpty()) {
      frames = caller.readUntil(HEADERS);
    }
    assertNothingCame();
    assertThat(frames.stream().filter(frame -> frame.type() == HEADERS).map(Frame::status))
        .allMatch("400"::equals);
  }

  private static void assertNothingCame() {
    assertThat(attacked.service().calls().stream().map(call -> call.uri().toString()))
        .noneMatch(uri -> uri.contains("attacked"));
  }

  private static boolean says(Frame frame) {
    return frame.type() == HEADERS || frame.type() == RST_STREAM || frame.type() == GOAWAY;
  }

  private static void assertCalmedDown(Http2Caller caller, boolean open) {
    List<Frame> frames = caller.readUntil(GOAWAY);
    // A reset by the system may take the goodbye with it.
    assertThat(open && frames.isEmpty()).isFalse();
    frames.stream()
        .filter(frame -> frame.type() == GOAWAY)
        .forEach(frame -> assertThat(frame.error()).isEqualTo(ENHANCE_YOUR_CALM));
  }

  private static byte[] get(String path) {
    return Http2Caller.get(path, attacked.token());
  }
}
