package io.sensorplatform.sensor.idempotency;

import org.jspecify.annotations.Nullable;

/** What is known of the requests that carried a key. */
interface FirstAnswers {

  /**
   * @param tenant whose key it is: each tenant's keys are its own
   */
  record Key(String tenant, String value) {}

  /**
   * A request that came before with the same key.
   *
   * @param fingerprint of that request
   * @param answer null while it is still being served
   */
  record Known(Fingerprint fingerprint, byte @Nullable [] answer) {}

  /** The request that came first; null if it is this one, which then holds the key. */
  @Nullable Known claim(Key key, Fingerprint fingerprint);

  /** Keeps the answer of the request that holds the key. */
  void answered(Key key, Fingerprint fingerprint, byte[] answer);

  /** Lets the key go: the request that holds it had no answer worth keeping. */
  void release(Key key);
}
