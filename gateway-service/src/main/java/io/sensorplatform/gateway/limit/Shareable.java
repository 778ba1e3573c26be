package io.sensorplatform.gateway.limit;

/** A count that several gateways keep together: each its own copy, settled now and then. */
interface Shareable {

  String key();

  /** What a token is worth; 0 for a plain count. */
  double microsPerToken();

  /** Tokens taken here that the others do not know of; more may come from now on. */
  long toSettle();

  /**
   * The others know of so many tokens now.
   *
   * @param reply how the common one stands: microseconds until full, or the count
   */
  void settled(long tokens, long reply, long now);

  /** The others cannot be told; what was taken is forgotten, except here. */
  void notSettled();
}
