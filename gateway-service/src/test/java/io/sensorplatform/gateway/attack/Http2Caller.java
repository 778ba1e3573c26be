package io.sensorplatform.gateway.attack;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A caller that sends frames of HTTP/2 as they are (RFC 9113 s4.1), with prior knowledge. */
final class Http2Caller implements AutoCloseable {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;

  Http2Caller(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(15_000);
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(SETTINGS, 0, 0, new byte[0]);
  }

  void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    out.write(
        ByteBuffer.allocate(9 + payload.length)
            .putShort((short) (payload.length >> 8))
            .put((byte) payload.length)
            .put((byte) type)
            .put((byte) flags)
            .putInt(stream)
            .put(payload)
            .array());
    out.flush();
  }

  /** A frame that may find the connection gone; whether it was sent. */
  boolean tryFrame(int type, int flags, int stream, byte[] payload) {
    try {
      frame(type, flags, stream, payload);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Fields as HPACK literals that are not indexed (RFC 7541 s6.2.2). */
  static byte[] fields(String... namesAndValues) {
    var block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0);
      string(block, namesAndValues[i]);
      string(block, namesAndValues[i + 1]);
    }
    return block.toByteArray();
  }

  static byte[] get(String path, String token) {
    return fields(
        ":method",
        "GET",
        ":scheme",
        "http",
        ":authority",
        "a",
        ":path",
        path,
        "authorization",
        "Bearer " + token);
  }

  /** Reads frames until one of this type, or the end. */
  List<Frame> readUntil(int type) {
    List<Frame> frames = new ArrayList<>();
    try {
      while (frames.isEmpty() || frames.getLast().type() != type) {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int kind = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        frames.add(new Frame(kind, flags, stream, payload));
      }
    } catch (IOException e) {
      // The end.
    }
    return frames;
  }

  private static void string(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      block.write(bytes.length);
    } else {
      block.write(127);
      int rest = bytes.length - 127;
      while (rest >= 128) {
        block.write(rest % 128 + 128);
        rest /= 128;
      }
      block.write(rest);
    }
    block.writeBytes(bytes);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** A frame that came. */
  record Frame(int type, int flags, int stream, byte[] payload) {

    /** Status of HEADERS of an answer. */
    String status() {
      // A priority may stand before the fields.
      int start = (flags & 0x20) == 0 ? 0 : 5;
      try {
        return String.valueOf(
            new DefaultHttp2HeadersDecoder()
                .decodeHeaders(
                    stream, Unpooled.wrappedBuffer(payload, start, payload.length - start))
                .status());
      } catch (Http2Exception e) {
        throw new IllegalStateException(e);
      }
    }

    /** Error code of RST_STREAM and GOAWAY. */
    int error() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }
  }
}
