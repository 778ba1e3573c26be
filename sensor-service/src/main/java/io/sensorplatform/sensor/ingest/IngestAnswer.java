package io.sensorplatform.sensor.ingest;

import io.sensorplatform.defaults.problem.ItemError;
import io.sensorplatform.sensor.publish.Durability;
import java.util.List;

/**
 * The answer 202.
 *
 * @param accepted how many readings are durable now
 * @param rejected how many were refused, each told in {@code errors}
 * @param durability {@code replicated}: Kafka acknowledged them all, with acks=all; {@code
 *     spooled}: some or all are forced to the local disk, and go to Kafka from there
 */
record IngestAnswer(int accepted, int rejected, String durability, List<ItemError> errors) {

  static IngestAnswer of(int accepted, Durability durability, List<ItemError> errors) {
    return new IngestAnswer(accepted, errors.size(), durability.tag(), errors);
  }
}
