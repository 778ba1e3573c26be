package io.sensorplatform.stream.objects;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Reads Parquet's zstd without Hadoop's codec classes. Stateless. */
final class ZstdDecompression
    implements CompressionCodecFactory, CompressionCodecFactory.BytesInputDecompressor {

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("reads only");
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    if (codec != CompressionCodecName.ZSTD) {
      throw new IllegalArgumentException("pages are compressed with " + codec + ", not zstd");
    }
    return this;
  }

  @Override
  public BytesInput decompress(BytesInput packed, int size) throws IOException {
    byte[] plain = new byte[size];
    byte[] bytes = packed.toByteArray();
    long length = Zstd.decompressByteArray(plain, 0, size, bytes, 0, bytes.length);
    if (Zstd.isError(length) || length != size) {
      throw new IOException("a page cannot be decompressed");
    }
    return BytesInput.from(plain);
  }

  @Override
  public void decompress(ByteBuffer packed, int packedSize, ByteBuffer plain, int size)
      throws IOException {
    byte[] bytes = new byte[packedSize];
    packed.get(bytes);
    plain.put(decompress(BytesInput.from(bytes), size).toByteArray());
  }

  @Override
  public void release() {
    // Holds nothing.
  }
}
