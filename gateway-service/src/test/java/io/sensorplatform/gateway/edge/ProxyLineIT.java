package io.sensorplatform.gateway.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.defaults.token.TestIssuer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A balancer that tells in front of each connection whose it is (PROXY protocol of HAProxy). */
class ProxyLineIT {

  private static final TestIssuer ISSUER = new TestIssuer();
  private static Backend sensor;
  private static TestGateway gateway;

  private final String token = ISSUER.token("device-1", "default", List.of("a"), "readings:write");

  @BeforeAll
  static void start() throws IOException {
    sensor = Backend.started();
    gateway = new TestGateway(ISSUER, sensor.url(), "platform.gateway.proxy-protocol=true");
  }

  @AfterAll
  static void stop() {
    gateway.close();
    sensor.close();
    ISSUER.close();
  }

  @BeforeEach
  void nothingYet() {
    sensor.calls().clear();
  }

  @Test
  void callerIsWhoTheLineNames() throws Exception {
    assertThat(after("PROXY TCP4 203.0.113.7 192.0.2.1 50123 443\r\n".getBytes(ISO_8859_1)))
        .startsWith("HTTP/1.1 202");
    assertThat(forwardedFor()).isEqualTo("203.0.113.7");

    assertThat(after("PROXY TCP6 2001:db8::7 2001:db8::1 50123 443\r\n".getBytes(ISO_8859_1)))
        .startsWith("HTTP/1.1 202");
    assertThat(forwardedFor()).isEqualTo("2001:db8:0:0:0:0:0:7");
  }

  @Test
  void callerIsWhoTheBinaryHeaderOfVersionTwoNames() throws Exception {
    byte[] header =
        ByteBuffer.allocate(28)
            .put(HexFormat.of().parseHex("0d0a0d0a000d0a515549540a"))
            .put((byte) 0x21) // version 2, PROXY
            .put((byte) 0x11) // TCP over IPv4
            .putShort((short) 12)
            .put(new byte[] {(byte) 203, 0, 113, 8, (byte) 192, 0, 2, 1})
            .putShort((short) 50123)
            .putShort((short) 443)
            .array();

    assertThat(after(header)).startsWith("HTTP/1.1 202");
    assertThat(forwardedFor()).isEqualTo("203.0.113.8");
  }

  @Test
  void connectionWithoutALineIsClosedAndNothingOfItReachesAService() throws Exception {
    assertThat(after(new byte[0])).doesNotContain(" 202 ");
    assertThat(sensor.calls()).isEmpty();
  }

  private static String forwardedFor() {
    return sensor.lastCall().header("X-Forwarded-For");
  }

  /** What the gateway says to a reading that comes after these bytes, until it closes. */
  private String after(byte[] first) throws IOException {
    String body = "{\"sensorId\":\"a\",\"value\":1}";
    var all = new ByteArrayOutputStream();
    all.writeBytes(first);
    all.writeBytes(
        """
        POST /v1/readings HTTP/1.1\r
        Host: localhost\r
        Authorization: Bearer %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        Connection: close\r
        \r
        %s\
        """
            .formatted(token, body.length(), body)
            .getBytes(ISO_8859_1));
    try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(all.toByteArray());
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
