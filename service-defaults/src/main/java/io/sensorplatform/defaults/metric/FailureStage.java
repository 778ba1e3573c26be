package io.sensorplatform.defaults.metric;

import java.util.Locale;

/** Where something failed: the platform's bounded set, used as a metric tag. */
public enum FailureStage {
  GATEWAY,
  INGEST,
  SPOOL,
  KAFKA,
  POSTGRES,
  S3,
  ANALYTICS,
  /** Beside the path of readings: who asks for tokens. */
  AUTH;

  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
