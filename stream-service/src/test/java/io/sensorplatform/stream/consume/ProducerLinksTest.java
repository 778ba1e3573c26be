package io.sensorplatform.stream.consume;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sensorplatform.reading.Topics;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerLinksTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @Test
  void linksEachSampledProducerOnce() {
    var links = new ProducerLinks();
    for (var traceparent :
        new String[] {
          SAMPLED, SAMPLED, "00-" + TRACE + "-00f067aa0ba902b8-01", SAMPLED,
        }) {
      links.add(headers(traceparent));
    }
    assertThat(links.spans())
        .extracting(span -> span.getSpanId())
        .containsExactly("00f067aa0ba902b7", "00f067aa0ba902b8");
    assertThat(links.spans()).allMatch(span -> span.isSampled() && span.isRemote());
  }

  @Test
  void keepsTheFirstOfVeryMany() {
    var links = new ProducerLinks();
    for (int i = 1; i <= 1_000; i++) {
      links.add(headers("00-%s-%016x-01".formatted(TRACE, i)));
    }
    assertThat(links.spans()).hasSize(ProducerLinks.CAP);
  }

  @Test
  void understandsLaterVersions() {
    assertThat(ProducerLinks.sampled(("cc" + SAMPLED.substring(2) + "-more").getBytes(UTF_8)))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "zz-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
        "00-\u0000bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      })
  void ignoresWhatIsUnsampledOrNoTraceparent(String traceparent) {
    var links = new ProducerLinks();
    links.add(headers(traceparent));
    assertThat(links.spans()).isEmpty();
  }

  @Test
  void ignoresARecordWithoutOne() {
    var links = new ProducerLinks();
    links.add(new RecordHeaders());
    links.add(new RecordHeaders().add(Topics.TRACEPARENT, null));
    assertThat(links.spans()).isEmpty();
  }

  private static RecordHeaders headers(String traceparent) {
    var headers = new RecordHeaders();
    headers.add(Topics.TRACEPARENT, traceparent.getBytes(UTF_8));
    return headers;
  }
}
