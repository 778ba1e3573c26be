package io.sensorplatform.sensor.spool;

import java.util.concurrent.CompletableFuture;

/**
 * A record on its way to the disk.
 *
 * @param outcome completed once the record is forced, or not to be
 */
record Append(byte[] frame, SpoolRecord record, long begun, CompletableFuture<Void> outcome) {}
