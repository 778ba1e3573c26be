package io.sensorplatform.defaults.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLogFormatterTest {

  private final Logger logger = new LoggerContext().getLogger("io.test");
  private final JsonLogFormatter formatter =
      new JsonLogFormatter(
          new MockEnvironment().withProperty("spring.application.name", "sensor-service"));

  @Test
  void aLineIsOneJsonObjectWithItsTrace() {
    var event = new LoggingEvent("", logger, Level.INFO, "took\n{}", null, new Object[] {"it"});
    event.setMDCPropertyMap(Map.of("traceId", "abc", "spanId", "def", "other", "x"));
    event.setKeyValuePairs(List.of(new KeyValuePair("tenant", "acme")));
    String line = formatter.format(event);
    assertThat(line).endsWith("\n").hasLineCount(1);
    JsonNode json = JsonMapper.shared().readTree(line);
    assertThat(json.at("/severity").asString()).isEqualTo("INFO");
    assertThat(json.at("/service.name").asString()).isEqualTo("sensor-service");
    assertThat(json.at("/trace_id").asString()).isEqualTo("abc");
    assertThat(json.at("/span_id").asString()).isEqualTo("def");
    assertThat(json.at("/tenant").asString()).isEqualTo("acme");
    assertThat(json.at("/message").asString()).isEqualTo("took\nit");
  }

  @Test
  void aFailureIsTold() {
    var failure = new IllegalStateException("gone");
    var event = new LoggingEvent("", logger, Level.ERROR, "no", failure, null);
    event.setMDCPropertyMap(Map.of());
    String line = formatter.format(event);
    JsonNode json = JsonMapper.shared().readTree(line);
    assertThat(json.at("/exception.type").asString()).endsWith("IllegalStateException");
    assertThat(json.at("/exception.message").asString()).isEqualTo("gone");
    assertThat(json.at("/exception.stacktrace").asString()).contains("aFailureIsTold");
    assertThat(json.has("trace_id")).isFalse();
  }
}
