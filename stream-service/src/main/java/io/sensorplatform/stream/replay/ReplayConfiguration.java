package io.sensorplatform.stream.replay;

import io.sensorplatform.defaults.kafka.KafkaSettings;
import io.sensorplatform.stream.deadletter.Database;
import io.sensorplatform.stream.deadletter.DeadLetterMetrics;
import io.sensorplatform.stream.deadletter.DeadLetterSettings;
import io.sensorplatform.stream.deadletter.Letters;
import io.sensorplatform.stream.deadletter.Verdicts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReplayConfiguration {

  @Bean
  Replays replays(Database database, Letters letters) {
    return new Replays(database, letters);
  }

  @Bean
  ReplayRunner replayRunner(
      Database database,
      Letters letters,
      Verdicts verdicts,
      DeadLetterMetrics metrics,
      KafkaSettings kafka,
      DeadLetterSettings settings) {
    var lease = new ReplayLease(database);
    return new ReplayRunner(
        lease, new ReplayWork(database, letters, lease), verdicts, metrics, kafka, settings);
  }
}
