package io.sensorplatform.stream.objects;

import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.MICROS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.sensorplatform.reading.Reading;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/**
 * The archive's columns, version 1, and a reading's way into them. Field ids are part of the
 * format: never reuse one.
 */
public final class ReadingColumns {

  public static final MessageType SCHEMA =
      Types.buildMessage()
          .addField(Types.required(BINARY).as(stringType()).id(1).named("tenant"))
          .addField(Types.required(BINARY).as(stringType()).id(2).named("sensor_id"))
          .addField(
              Types.required(INT64).as(timestampType(true, MICROS)).id(3).named("observed_at"))
          .addField(Types.required(DOUBLE).id(4).named("value"))
          .addField(Types.optional(BINARY).as(stringType()).id(5).named("unit"))
          .addField(Types.required(INT32).id(6).named("flags"))
          .addField(
              Types.required(INT64).as(timestampType(true, MICROS)).id(7).named("received_at"))
          .addField(Types.required(INT64).id(8).named("kafka_offset"))
          .named("reading");

  /** Distinct values that a dictionary of numbers takes in one row group. */
  public static final int DICTIONARY_VALUES = 65_536;

  /** Delta encoding suits what only grows; a dictionary of it would grow as fast. */
  public static final ParquetProperties PROPERTIES =
      ParquetProperties.builder()
          .withWriterVersion(WriterVersion.PARQUET_2_0)
          .withDictionaryPageSize(DICTIONARY_VALUES * Double.BYTES)
          .withDictionaryEncoding("observed_at", false)
          .withDictionaryEncoding("received_at", false)
          .withDictionaryEncoding("kafka_offset", false)
          .withPageWriteChecksumEnabled(true)
          .build();

  /**
   * Names as bytes: the same few come again and again. One for all files of a consumer, so that its
   * memory does not grow with the partitions.
   */
  public static final class Names {

    private static final int MOST = 100_000;

    private final Map<String, Binary> known = new HashMap<>();

    Binary of(String text) {
      var name = known.get(text);
      if (name == null) {
        if (known.size() >= MOST) {
          known.clear();
        }
        name = Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8));
        known.put(text, name);
      }
      return name;
    }
  }

  private final Names names;
  private final ColumnWriteStore store;
  private final ColumnWriter tenant;
  private final ColumnWriter sensorId;
  private final ColumnWriter observedAt;
  private final ColumnWriter value;
  private final ColumnWriter unit;
  private final ColumnWriter flags;
  private final ColumnWriter receivedAt;
  private final ColumnWriter kafkaOffset;

  public ReadingColumns(ColumnWriteStore store, Names names) {
    this.names = names;
    this.store = store;
    var writers = SCHEMA.getColumns().stream().map(store::getColumnWriter).toList();
    tenant = writers.get(0);
    sensorId = writers.get(1);
    observedAt = writers.get(2);
    value = writers.get(3);
    unit = writers.get(4);
    flags = writers.get(5);
    receivedAt = writers.get(6);
    kafkaOffset = writers.get(7);
  }

  public void add(Reading reading, long offset) {
    tenant.write(names.of(reading.tenant()), 0, 0);
    sensorId.write(names.of(reading.sensorId()), 0, 0);
    observedAt.write(reading.observedAtMicros(), 0, 0);
    value.write(reading.value(), 0, 0);
    if (reading.unit() == null) {
      unit.writeNull(0, 0);
    } else {
      unit.write(names.of(reading.unit()), 0, 1);
    }
    flags.write(reading.flags(), 0, 0);
    receivedAt.write(reading.receivedAtMicros(), 0, 0);
    kafkaOffset.write(offset, 0, 0);
    store.endRecord();
  }
}
