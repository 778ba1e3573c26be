package io.sensorplatform.sensor.publish;

import static io.sensorplatform.sensor.RunningSensorService.device;
import static io.sensorplatform.sensor.RunningSensorService.newTenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.sensorplatform.reading.Topics;
import io.sensorplatform.sensor.ReadingsOnKafka;
import io.sensorplatform.sensor.RecordedSpans;
import io.sensorplatform.sensor.RunningSensorService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class TraceIT {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final String READINGS =
      "[{\"sensorId\":\"plant1/a\",\"value\":1},{\"sensorId\":\"plant1/b\",\"value\":1}]";

  private final RunningSensorService service = RunningSensorService.shared();
  private final String tenant = newTenant();

  @Test
  void carriesASampledTraceFromTheRequestIntoItsRecords() {
    post("00-" + TRACE + "-" + CALLER + "-01");

    RecordedSpans spans = service.bean(RecordedSpans.class);
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> spans.ofTrace(TRACE).size() == 2);
    SpanData request = span(spans, SpanKind.SERVER);
    SpanData send = span(spans, SpanKind.PRODUCER);
    assertThat(request.getParentSpanId()).isEqualTo(CALLER);
    assertThat(send.getParentSpanId()).isEqualTo(request.getSpanId());
    assertThat(send.getName()).isEqualTo("send sensor.readings");
    assertThat(send.getAttributes().get(AttributeKey.stringKey("messaging.system")))
        .isEqualTo("kafka");
    assertThat(send.getAttributes().get(AttributeKey.longKey("messaging.batch.message_count")))
        .isEqualTo(2);
    assertThat(traceparents()).containsOnly("00-" + TRACE + "-" + send.getSpanId() + "-01");
  }

  @Test
  void putsNoHeaderOnTheRecordsOfARequestThatIsNotSampled() {
    String other = "0af7651916cd43dd8448eb211c80319c";

    post("00-" + other + "-" + CALLER + "-00");

    assertThat(traceparents()).isEmpty();
    assertThat(service.bean(RecordedSpans.class).ofTrace(other)).isEmpty();
  }

  @Test
  void tellsTheTraceInAProblem() {
    var answer =
        service.post(
            device(tenant, "a"),
            "application/json",
            "{",
            "traceparent",
            "00-" + TRACE + "-" + CALLER + "-00");

    assertThat(answer.json().path("traceId").asString()).isEqualTo(TRACE);
  }

  private void post(String traceparent) {
    String token = device(tenant, "plant1/");
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> service.post(token, "application/json", READINGS).isReplicated());
    assertThat(
            service.post(token, "application/json", READINGS, "traceparent", traceparent).status())
        .isEqualTo(202);
  }

  private List<String> traceparents() {
    List<ConsumerRecord<String, byte[]>> records = ReadingsOnKafka.records(tenant);
    assertThat(records).hasSizeGreaterThanOrEqualTo(4);
    return records.stream()
        .map(record -> record.headers().lastHeader(Topics.TRACEPARENT))
        .filter(header -> header != null)
        .map(header -> new String(header.value(), StandardCharsets.US_ASCII))
        .toList();
  }

  private static SpanData span(RecordedSpans spans, SpanKind kind) {
    return spans.ofTrace(TRACE).stream()
        .filter(span -> span.getKind() == kind)
        .findFirst()
        .orElseThrow();
  }
}
