package io.sensorplatform.sensor.publish;

import java.util.Locale;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;

/** Why readings did not reach Kafka: the platform's bounded set, used as a metric tag. */
enum FailureCategory {
  CONNECTION,
  TIMEOUT,
  VALIDATION,
  AUTHORIZATION,
  THROTTLED,
  CONFLICT,
  UNKNOWN;

  static FailureCategory of(Throwable failure) {
    return switch (failure) {
      case BufferExhaustedException _, ThrottlingQuotaExceededException _ -> THROTTLED;
      case TimeoutException _, java.util.concurrent.TimeoutException _ -> TIMEOUT;
      case NetworkException _ -> CONNECTION;
      case NotEnoughReplicasException _, NotEnoughReplicasAfterAppendException _ -> CONNECTION;
      case AuthorizationException _, AuthenticationException _ -> AUTHORIZATION;
      case RecordTooLargeException _, RecordBatchTooLargeException _, InvalidTopicException _ ->
          VALIDATION;
      case OutOfOrderSequenceException _ -> CONFLICT;
      default -> UNKNOWN;
    };
  }

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
