package io.sensorplatform.defaults.metric;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Why something failed: the platform's bounded set, used as a metric tag. */
public enum FailureCategory {
  CONNECTION,
  TIMEOUT,
  VALIDATION,
  AUTHORIZATION,
  THROTTLED,
  CONFLICT,
  UNKNOWN;

  /** A chain of causes is not longer; one that is a ring would be endless. */
  private static final int DEEPEST = 10;

  /** Of the first of the failure and its causes that says anything. */
  public static FailureCategory of(@Nullable Throwable failure) {
    Throwable one = failure;
    for (int depth = 0; one != null && depth < DEEPEST; depth++) {
      FailureCategory category = one instanceof SQLException sql ? ofSql(sql) : ofType(one);
      if (category != UNKNOWN) {
        return category;
      }
      one = one.getCause();
    }
    return UNKNOWN;
  }

  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static FailureCategory ofType(Throwable failure) {
    return switch (failure) {
      case BufferExhaustedException _, ThrottlingQuotaExceededException _ -> THROTTLED;
      case org.apache.kafka.common.errors.TimeoutException _ -> TIMEOUT;
      case TimeoutException _, SocketTimeoutException _ -> TIMEOUT;
      case NetworkException _, DisconnectException _ -> CONNECTION;
      case NotEnoughReplicasException _, NotEnoughReplicasAfterAppendException _ -> CONNECTION;
      case AuthorizationException _, AuthenticationException _ -> AUTHORIZATION;
      case RecordTooLargeException _, RecordBatchTooLargeException _, InvalidTopicException _ ->
          VALIDATION;
      case OutOfOrderSequenceException _, FencedInstanceIdException _ -> CONFLICT;
      case HttpTimeoutException _, ApiCallTimeoutException _, ApiCallAttemptTimeoutException _ ->
          TIMEOUT;
      case SocketException _, UnknownHostException _, EOFException _ -> CONNECTION;
      case SdkServiceException e -> ofStatus(e.statusCode());
      default -> UNKNOWN;
    };
  }

  /** By the HTTP status of what AWS, or who speaks like it, answered. */
  private static FailureCategory ofStatus(int status) {
    return switch (status) {
      case 401, 403 -> AUTHORIZATION;
      case 409, 412 -> CONFLICT;
      case 408, 504 -> TIMEOUT;
      case 429, 503 -> THROTTLED;
      default -> status >= 500 ? CONNECTION : status >= 400 ? VALIDATION : UNKNOWN;
    };
  }

  /** By the class of the SQLSTATE (PostgreSQL's documentation, appendix A). */
  private static FailureCategory ofSql(SQLException failure) {
    String state = failure.getSQLState();
    if (state == null) {
      // The pool, which has no connection to give.
      return failure instanceof SQLTransientConnectionException ? CONNECTION : UNKNOWN;
    }
    if (state.equals("57014") || state.equals("55P03")) {
      // Statement timeout, lock timeout.
      return TIMEOUT;
    }
    return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
      case "08", "57", "58" -> CONNECTION;
      case "28" -> AUTHORIZATION;
      case "22", "23" -> VALIDATION;
      case "40" -> CONFLICT;
      case "42" -> state.equals("42501") ? AUTHORIZATION : UNKNOWN;
      case "53" -> THROTTLED;
      default -> UNKNOWN;
    };
  }
}
