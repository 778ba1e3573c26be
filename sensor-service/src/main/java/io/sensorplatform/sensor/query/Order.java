package io.sensorplatform.sensor.query;

/** By instant of observation. */
enum Order {
  ASC,
  DESC
}
