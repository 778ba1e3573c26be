package io.sensorplatform.defaults.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class FailureCategoryTest {

  @Test
  void errorsOfPostgresAreToldByTheirSqlstate() {
    assertThat(sql("08006")).isEqualTo(FailureCategory.CONNECTION);
    assertThat(sql("57P03")).isEqualTo(FailureCategory.CONNECTION);
    assertThat(sql("57014")).isEqualTo(FailureCategory.TIMEOUT);
    assertThat(sql("55P03")).isEqualTo(FailureCategory.TIMEOUT);
    assertThat(sql("53300")).isEqualTo(FailureCategory.THROTTLED);
    assertThat(sql("40P01")).isEqualTo(FailureCategory.CONFLICT);
    assertThat(sql("42501")).isEqualTo(FailureCategory.AUTHORIZATION);
    assertThat(sql("22003")).isEqualTo(FailureCategory.VALIDATION);
    assertThat(sql("XX000")).isEqualTo(FailureCategory.UNKNOWN);
    assertThat(FailureCategory.of(new SQLTransientConnectionException("pool is empty")))
        .isEqualTo(FailureCategory.CONNECTION);
  }

  @Test
  void theFirstCauseThatSaysAnythingCounts() {
    assertThat(FailureCategory.of(new ExecutionException(new TimeoutException("no leader"))))
        .isEqualTo(FailureCategory.TIMEOUT);
    assertThat(
            FailureCategory.of(new KafkaException("x", new TopicAuthorizationException("topic"))))
        .isEqualTo(FailureCategory.AUTHORIZATION);
    assertThat(FailureCategory.of(new IllegalStateException(new ConnectException("refused"))))
        .isEqualTo(FailureCategory.CONNECTION);
    assertThat(FailureCategory.of(new IllegalStateException())).isEqualTo(FailureCategory.UNKNOWN);
    assertThat(FailureCategory.of((Throwable) null)).isEqualTo(FailureCategory.UNKNOWN);
  }

  @Test
  void everyCategoryOfAStageIsThereBeforeAnythingFails() {
    var registry = new SimpleMeterRegistry();
    Failures failures = Failures.at(registry, FailureStage.KAFKA);

    assertThat(registry.get("sensor.failures").tag("stage", "kafka").counters()).hasSize(7);
    assertThat(registry.get("sensor.retries").tag("stage", "kafka").counters()).hasSize(7);
    failures.failed(FailureCategory.TIMEOUT, 3);
    Failures.at(registry, FailureStage.KAFKA).failed(new TimeoutException("late"));
    assertThat(registry.get("sensor.failures").tag("category", "timeout").counter().count())
        .isEqualTo(4);
  }

  private static FailureCategory sql(String state) {
    return FailureCategory.of(new SQLException("no", state));
  }
}
