package io.sensorplatform.stream.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.defaults.metric.FailureStage;
import io.sensorplatform.defaults.pipeline.PausedPartition;
import io.sensorplatform.defaults.pipeline.PipelineStage;
import io.sensorplatform.defaults.pipeline.Rate;
import io.sensorplatform.defaults.pipeline.Recent;
import io.sensorplatform.defaults.pipeline.StageState;
import io.sensorplatform.defaults.pipeline.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RoleStageTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final List<String> PARTITIONS = List.of("t-0", "t-1");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final StreamRole role =
      new StreamRole(
          new StreamRole.Plan(
              "writer", "t", "sensor.store", FailureStage.POSTGRES, 1, 10, unused -> null),
          new KafkaSettings("nowhere:1", 1, (short) 1, (short) 1, Map.of()),
          registry,
          Clock.fixed(NOW, ZoneOffset.UTC));
  private final LoopState loop = role.states().getFirst();
  private final RoleStage stage =
      new RoleStage(
          new RoleStage.Plan(
              PipelineStage.POSTGRES,
              List.of("sensor.store.rows"),
              null,
              Duration.ofSeconds(5),
              "freshness-burn",
              "postgres-unavailable",
              List.of(
                  new RoleStage.Wrong(
                      "sensor.ledger.difference", "missing", "durability-ledger-difference"))),
          role,
          registry);
  private final BrokerStage broker = new BrokerStage(List.of(role), registry);

  @Test
  void aRoleThatRunsIsOkAndTellsWhatIsBeforeIt() {
    loop.running(null, PARTITIONS, 100, 20, List.of());
    StageState state = state();
    assertThat(state.finding().verdict()).isEqualTo(Verdict.OK);
    assertThat(state.finding().say()).isNotEmpty();
    assertThat(state.lag().records()).isEqualTo(120);
    assertThat(state.paused()).isEmpty();
  }

  @Test
  void aStoreThatDoesNotAnswerFailsItAndItsPartitionsWait() {
    loop.running(null, PARTITIONS, 7, 0, List.of());
    loop.failed(2, "Connection refused", false, NOW.plusSeconds(4));
    StageState state = state();
    assertThat(state.finding().verdict()).isEqualTo(Verdict.FAILING);
    assertThat(state.finding().say()).isEqualTo("waits: Connection refused");
    assertThat(state.finding().runbook()).isEqualTo("postgres-unavailable");
    assertThat(state.finding().since()).isEqualTo(NOW);
    assertThat(state.paused())
        .containsExactly(
            new PausedPartition("t-0", NOW, "Connection refused", NOW.plusSeconds(4)),
            new PausedPartition("t-1", NOW, "Connection refused", NOW.plusSeconds(4)));
    assertThat(broker.state(recent()).finding().verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void anOutageOfKafkaIsKafkasFault() {
    loop.running("Kafka: timed out", PARTITIONS, 7, 0, List.of());
    assertThat(state().finding().verdict()).isEqualTo(Verdict.DEGRADED);
    assertThat(state().finding().runbook()).isEqualTo("kafka-unreachable");
    var found = broker.state(recent()).finding();
    assertThat(found.verdict()).isEqualTo(Verdict.FAILING);
    assertThat(found.category()).isEqualTo("connection");
    assertThat(found.say()).isEqualTo("writer cannot read: Kafka: timed out");
  }

  @Test
  void aLoopThatCannotFindOutWhereToBeginIsSeenByTheAlarm() {
    var paused = registry.get("sensor.consumer.paused").tag("role", "writer").gauge();
    assertThat(paused.value()).isZero();
    loop.failed(2, "somebody has renamed it; move it back", false, NOW.plusSeconds(4));
    assertThat(paused.value()).isEqualTo(1);
    loop.running(null, PARTITIONS, 0, 0, List.of());
    assertThat(paused.value()).isZero();
    loop.failed(2, "Connection refused", false, NOW.plusSeconds(4));
    assertThat(paused.value()).isEqualTo(2);
  }

  @Test
  void aPartitionThatWaitsAloneDegrades() {
    var left = new FailedPartitions.Failed("t-1", NOW, 3, false, "full", NOW.plusSeconds(8));
    loop.running(null, PARTITIONS, 0, 0, List.of(left));
    assertThat(state().finding().verdict()).isEqualTo(Verdict.DEGRADED);
    assertThat(state().finding().runbook()).isEqualTo("partition-paused");
    assertThat(state().paused())
        .containsExactly(new PausedPartition("t-1", NOW, "full", NOW.plusSeconds(8)));
  }

  @Test
  void whatCanNeverBeStoredDegradesThoughItIsTheReadingsFault() {
    loop.running(null, PARTITIONS, 0, 0, List.of());
    var recent = new Recent(NOW, new Rate(9, 9, "readings"), List.of(), Map.of("validation", 12L));
    var finding = stage.state(recent).finding();
    assertThat(finding.verdict()).isEqualTo(Verdict.DEGRADED);
    assertThat(finding.say()).isEqualTo("12 dead letters in the last 10 s");
    assertThat(finding.runbook()).isEqualTo("dead-letters");
  }

  @Test
  void aConsumerThatDiedFails() {
    loop.ended(LoopState.Phase.DEAD, "a defect");
    assertThat(state().finding().verdict()).isEqualTo(Verdict.FAILING);
    assertThat(state().finding().runbook()).isEqualTo("service-down");
  }

  @Test
  void whatWaitsTooLongDegradesAndWhatIsMissingFails() {
    loop.running(null, PARTITIONS, 50, 0, List.of());
    var age = new AtomicReference<Number>(4);
    registry.gauge(
        "sensor.consumer.lag.age",
        io.micrometer.core.instrument.Tags.of("role", "writer", "partition", "1"),
        age,
        value -> value.get().doubleValue());
    assertThat(state().finding().verdict()).isEqualTo(Verdict.OK);
    assertThat(state().oldest()).isEqualTo(NOW.minusSeconds(4));
    age.set(30);
    assertThat(state().finding().runbook()).isEqualTo("freshness-burn");
    assertThat(state().finding().say()).isEqualTo("50 records behind, the oldest for 30 s");

    var missing = new AtomicReference<Number>(3);
    registry.gauge("sensor.ledger.difference", missing, value -> value.get().doubleValue());
    assertThat(state().finding().verdict()).isEqualTo(Verdict.FAILING);
    assertThat(state().finding().say()).isEqualTo("3 missing");
  }

  private StageState state() {
    return stage.state(recent());
  }

  private static Recent recent() {
    return new Recent(NOW, new Rate(0, 0, "readings"), List.of(), Map.of());
  }
}
