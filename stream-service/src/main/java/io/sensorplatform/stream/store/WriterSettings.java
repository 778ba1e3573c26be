package io.sensorplatform.stream.store;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the writer works.
 *
 * @param threads consumers of this process, each with its own connection; default 2
 * @param maxRows a batch is stored when it has this many records; default 10000
 * @param maxBytes a batch is stored when its records have this many bytes; default 16MB
 * @param linger a batch is stored this long after its first record came; default 50ms
 * @param seriesCacheSize sensors whose short names are kept in memory; default 500000
 * @param daysAhead days whose partitions are made before their readings come; default 7
 * @param retention how long readings are kept, counted from when they were observed: partitions
 *     wholly older are dropped, and readings that come older become dead letters; default 3660d
 * @param newest readings observed further ahead become dead letters; default 31d
 */
@ConfigurationProperties("platform.writer")
public record WriterSettings(
    @DefaultValue("2") int threads,
    @DefaultValue("10000") int maxRows,
    @DefaultValue("16MB") DataSize maxBytes,
    @DefaultValue("50ms") Duration linger,
    @DefaultValue("500000") int seriesCacheSize,
    @DefaultValue("7") int daysAhead,
    @DefaultValue("3660d") Duration retention,
    @DefaultValue("31d") Duration newest) {

  public WriterSettings {
    if (threads < 1 || maxRows < 1 || maxBytes.toBytes() < 1 || seriesCacheSize < 1) {
      throw new IllegalArgumentException(
          "platform.writer: threads, max-rows, max-bytes and series-cache-size are at least 1");
    }
    if (linger.isNegative() || retention.isNegative() || newest.isNegative() || daysAhead < 0) {
      throw new IllegalArgumentException(
          "platform.writer: linger, retention, newest and days-ahead are not negative");
    }
  }
}
