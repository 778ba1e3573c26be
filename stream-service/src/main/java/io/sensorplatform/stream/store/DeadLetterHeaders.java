package io.sensorplatform.stream.store;

/** Kafka headers of a record that is the replay of a dead letter, as decimal text. */
public final class DeadLetterHeaders {

  /** The letter whose reading this is. */
  public static final String ID = "dead-letter-id";

  /** How often that reading was tried before. */
  public static final String ATTEMPTS = "dead-letter-attempts";

  private DeadLetterHeaders() {}
}
