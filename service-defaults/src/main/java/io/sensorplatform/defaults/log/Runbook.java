package io.sensorplatform.defaults.log;

/**
 * What to read when a line says so: as key-value {@code runbook} of a line, it names a page of
 * docs/operations/runbooks.
 */
public enum Runbook {
  AVAILABILITY_BURN,
  DURABILITY_LEDGER_DIFFERENCE,
  ARCHIVE_BEHIND,
  ARCHIVE_GAPS,
  DEAD_LETTERS,
  SPOOL_FILLING,
  SPOOL_DAMAGED,
  KAFKA_UNREACHABLE,
  PARTITION_PAUSED,
  POSTGRES_UNAVAILABLE,
  BREAKER_OPEN,
  GATEWAY_OVERLOADED,
  AUTH_UNAVAILABLE,
  REVOCATIONS_BEHIND,
  KEYS_EXPIRING,
  CERTIFICATE_EXPIRING,
  WEBHOOKS_FAILING,
  TELEMETRY_DROPPED,
  SERVICE_DOWN;

  /** Name of the key-value. */
  public static final String KEY = "runbook";

  /** Name of the page, without its ending. */
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
