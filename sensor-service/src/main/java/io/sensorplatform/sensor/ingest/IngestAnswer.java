package io.sensorplatform.sensor.ingest;

import io.sensorplatform.defaults.problem.ItemError;
import java.util.List;

/**
 * The answer 202.
 *
 * @param accepted how many readings are durable now
 * @param rejected how many were refused, each told in {@code errors}
 * @param durability {@code replicated}: Kafka acknowledged them all, with acks=all
 */
record IngestAnswer(int accepted, int rejected, String durability, List<ItemError> errors) {

  static IngestAnswer replicated(int accepted, List<ItemError> errors) {
    return new IngestAnswer(accepted, errors.size(), "replicated", errors);
  }
}
