package io.sensorplatform.stream.archive;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Parquet's zstd without Hadoop's codec classes. Of one thread. */
final class ZstdCompressor implements BytesInputCompressor {

  private static final class Plain extends ByteArrayOutputStream {
    byte[] bytes() {
      return buf;
    }
  }

  private final ZstdCompressCtx context = new ZstdCompressCtx();
  private final Plain plain = new Plain();

  ZstdCompressor(int level) {
    context.setLevel(level);
  }

  @Override
  public BytesInput compress(BytesInput bytes) throws IOException {
    plain.reset();
    bytes.writeAllTo(plain);
    var packed = new byte[Math.toIntExact(Zstd.compressBound(plain.size()))];
    int length =
        context.compressByteArray(packed, 0, packed.length, plain.bytes(), 0, plain.size());
    return BytesInput.from(packed, 0, length);
  }

  @Override
  public CompressionCodecName getCodecName() {
    return CompressionCodecName.ZSTD;
  }

  @Override
  public void release() {
    // Parquet calls this after each file; the context goes on to the next, until close.
  }

  void close() {
    context.close();
  }
}
