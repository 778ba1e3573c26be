package io.sensorplatform.stream.objects;

import java.io.IOException;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;

/** Opens Parquet without Hadoop. */
final class ParquetFile {

  private static final ParquetReadOptions OPTIONS =
      ParquetReadOptions.builder(new PlainParquetConfiguration())
          .withCodecFactory(new ZstdDecompression())
          .withPageChecksumVerification(true)
          .build();

  private ParquetFile() {}

  static ParquetFileReader open(InputFile file) throws IOException {
    return new ParquetFileReader(file, OPTIONS);
  }
}
