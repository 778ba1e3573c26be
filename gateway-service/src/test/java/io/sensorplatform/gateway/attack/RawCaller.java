package io.sensorplatform.gateway.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A caller that sends bytes as they are. */
final class RawCaller implements AutoCloseable {

  private final Socket socket;

  RawCaller(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
  }

  RawCaller send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawCaller send(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // The gateway hung up already; what it said can be read.
    }
    return this;
  }

  InputStream in() throws IOException {
    return socket.getInputStream();
  }

  /** Reads what comes until the gateway closes, or says nothing for a while. */
  Said read(int silenceMillis) throws IOException {
    // A busy machine may take its time to begin.
    socket.setSoTimeout(Math.max(10_000, silenceMillis));
    var all = new ByteArrayOutputStream();
    byte[] buffer = new byte[65_536];
    boolean closed = false;
    try {
      int got = 0;
      while (got >= 0) {
        got = socket.getInputStream().read(buffer);
        if (got > 0) {
          all.write(buffer, 0, got);
          socket.setSoTimeout(silenceMillis);
        }
      }
      closed = true;
    } catch (SocketTimeoutException e) {
      // Still open.
    } catch (IOException e) {
      closed = true;
    }
    return new Said(all.toString(StandardCharsets.UTF_8), closed);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /**
   * What the gateway said.
   *
   * @param closed whether it then closed
   */
  record Said(String text, boolean closed) {

    /** Status of the first answer; 0 if there is none. */
    int status() {
      return text.startsWith("HTTP/") ? Integer.parseInt(text.substring(9, 12)) : 0;
    }

    int answers() {
      return text.split("HTTP/1\\.[01] [0-9]{3} ", -1).length - 1;
    }
  }
}
