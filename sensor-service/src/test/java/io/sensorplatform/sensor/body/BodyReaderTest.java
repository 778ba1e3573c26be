package io.sensorplatform.sensor.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class BodyReaderTest {

  private static final int LIMIT = 100_000;

  private final InFlightBytes memory = new InFlightBytes(300_000);
  private final BodyReader reader = new BodyReader(memory, LIMIT);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 65_536, LIMIT})
  void readsBodiesUpToTheLimit(int size) throws IOException {
    byte[] sent = random(size);

    assertThat(read(sent, null)).isEqualTo(sent);
    assertThat(read(gzip(new byte[size]), "gzip")).isEqualTo(new byte[size]);
    assertThat(memory.taken()).isZero();
  }

  @Test
  void readsEveryMemberOfAGzipBody() throws IOException {
    var sent = new ByteArrayOutputStream();
    sent.write(gzip(new byte[] {1, 2}));
    sent.write(gzip(new byte[] {3}));
    sent.write(gzip(new byte[20_000]));

    assertThat(read(sent.toByteArray(), "GZIP")).hasSize(20_003).startsWith(1, 2, 3);
  }

  @Test
  void refusesOneByteMore() throws IOException {
    assertThat(problem(random(LIMIT + 1), null)).isEqualTo(ProblemCode.BODY_TOO_LARGE);
    assertThat(problem(gzip(random(LIMIT + 1)), "gzip")).isEqualTo(ProblemCode.BODY_TOO_LARGE);
    assertThat(problem(gzip(new byte[LIMIT + 1]), "gzip")).isEqualTo(ProblemCode.BODY_TOO_LARGE);
    assertThat(memory.taken()).isZero();
  }

  @Test
  void refusesGzipThatIsCutAnywhere() throws IOException {
    byte[] sent = gzip("{\"sensorId\":\"plant1/a\",\"value\":1}".getBytes());
    for (int cut = 0; cut < sent.length; cut++) {
      assertThat(problem(Arrays.copyOf(sent, cut), "gzip"))
          .as("cut at byte %d", cut)
          .isEqualTo(ProblemCode.MALFORMED_GZIP);
    }
    assertThat(memory.taken()).isZero();
  }

  @Test
  void refusesGzipWithAWrongChecksum() throws IOException {
    byte[] sent = gzip(random(1_000));
    sent[sent.length - 8] ^= 1;

    assertThat(problem(sent, "gzip")).isEqualTo(ProblemCode.MALFORMED_GZIP);
  }

  @Test
  void refusesWhatIsNotGzip() {
    assertThat(problem("{}".getBytes(), "gzip")).isEqualTo(ProblemCode.MALFORMED_GZIP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "zstd", "gzip, gzip", "gzip,br"})
  void refusesOtherEncodings(String encoding) {
    assertThat(problem(new byte[1], encoding)).isEqualTo(ProblemCode.UNSUPPORTED_ENCODING);
  }

  @Test
  void refusesABodyForWhichNoMemoryIsLeft() {
    try (Body _ = reader.read(request(random(90_000), null));
        Body _ = reader.read(request(random(90_000), null))) {
      assertThat(problem(random(LIMIT), null)).isEqualTo(ProblemCode.OVERLOADED);
    }

    assertThat(read(random(LIMIT), null)).hasSize(LIMIT);
    assertThat(memory.taken()).isZero();
  }

  private byte[] read(byte[] sent, String encoding) {
    try (Body body = reader.read(request(sent, encoding))) {
      return Arrays.copyOf(body.bytes(), body.length());
    }
  }

  private ProblemCode problem(byte[] sent, String encoding) {
    return catchThrowableOfType(
            ProblemException.class, () -> reader.read(request(sent, encoding)).close())
        .code();
  }

  private static MockHttpServletRequest request(byte[] body, String encoding) {
    var request = new MockHttpServletRequest("POST", "/v1/readings");
    request.setContent(body);
    if (encoding != null) {
      request.addHeader("Content-Encoding", encoding);
    }
    return request;
  }

  private static byte[] random(int size) {
    var bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }
}
