package io.sensorplatform.bench.result;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be measured, in the order in which it is told and run. */
public enum Stage {
  ALL_STAGES(
      "AllStagesBench",
      "Everything at once",
      "The whole platform as `./platform up` starts it and the load generator share the machine: sites"
          + " post batches of 500 through the gateway as fast as they are answered, the writer stores,"
          + " the archiver archives. The three are counted over the same seconds; the least of them"
          + " counts. Afterwards the ledger must say that nothing is missing."),
  INGEST(
      "IngestBench",
      "Ingest",
      "Readings through gateway and sensor-service to Kafka, next to a bare Kafka producer with the"
          + " same settings and the records encoded before. Batches: next to a producer that never"
          + " waits. Single readings, 64 connections: next to 64 threads that wait for each record."
          + " With `--bridge DIR` both next to Strimzi's Kafka Bridge, too, which takes JSON records for"
          + " a topic over HTTP, asks for no token, has no limit and is one hop"
          + " ([how](../benchmarks/README.md#next-to-the-kafka-bridge))."),
  GATEWAY(
      "GatewayBench",
      "Gateway",
      "One proxied POST with token, limit, quota, breaker, deadline, timer and a span for every tenth,"
          + " next to one route of a stock Spring Cloud Gateway that checks nothing, and next to a"
          + " direct call of the same backend."),
  WRITER(
      "WriterBench",
      "Writer",
      "From Kafka into the partitioned table, a tenth of the batches holding a reading that is stored"
          + " already, next to COPY of the same rows into the same table by one connection, as psql's"
          + " `\\copy` does it."),
  ARCHIVER(
      "ArchiverBench",
      "Archiver",
      "Records as Kafka gives them, decoded and written to a Parquet file with its checksum, next to"
          + " the bare Parquet writer with readings that are decoded already (record by record, as its"
          + " library does it; and its column writers alone, fed as the archiver feeds them); and the"
          + " size of a reading next to its JSON. Real weather data."),
  QUERYABLE(
      "QueryableBench",
      "Acknowledged to queryable",
      "A probe posts one reading, asks for the sensor's latest until it is there, and posts the next,"
          + " at half of the load that the platform bears on this machine."),
  OUTAGE(
      "OutageBench",
      "Outage of Kafka",
      "sensor-service by itself: to Kafka, to the spool while Kafka is dead, and how fast the spool"
          + " drains after it, alone and while devices go on."),
  TRACING(
      "TracingBench",
      "Tracing",
      "POSTs of one reading through gateway and sensor-service as delivered (a tenth is traced, failed"
          + " and slow ones are kept), next to the same without tracing."),
  START(
      "StartBench",
      "Start and memory",
      "The whole platform from `up` to the first reading that can be queried: the first time after a"
          + " build, and later, with the class archives that were made in the background; each service"
          + " by itself, without an archive; and the memory of all (shared pages counted in parts)."),
  PARTS(
      "PartsBench",
      "Parts",
      "JMH, each round of each in a JVM of its own: time and allocations of one operation, next to the"
          + " limit or to what one would use instead.");

  private final String mainClass;
  private final String title;
  private final String description;

  Stage(String mainClass, String title, String description) {
    this.mainClass = mainClass;
    this.title = title;
    this.description = description;
  }

  public static Optional<Stage> of(String label) {
    return Arrays.stream(values()).filter(stage -> stage.label().equals(label)).findFirst();
  }

  /** Its name on command lines and of its file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The class to run, in the package of the benchmarks. */
  public String mainClass() {
    return mainClass;
  }

  public String title() {
    return title;
  }

  String description() {
    return description;
  }
}
