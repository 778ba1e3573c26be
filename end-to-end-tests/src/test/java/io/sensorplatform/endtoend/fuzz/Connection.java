package io.sensorplatform.endtoend.fuzz;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Locale;

/** Sends bytes as they are and reads one answer; keeps the connection while both sides may. */
final class Connection implements AutoCloseable {

  /** An answer to what ends where it says may take its time; one to garbage may never come. */
  private static final int PATIENCE_MILLIS = 20_000;

  private static final int GARBAGE_MILLIS = 200;

  private final String host;
  private final int port;
  private Socket socket;
  private InputStream in;

  Connection(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /**
   * @return null if the gateway closed without an answer, or waits for more of the request
   * @throws SocketTimeoutException if no answer came to a whole request
   */
  Answer ask(Mutations.Attempt attempt) throws IOException {
    boolean reused = socket != null;
    try {
      return once(attempt);
    } catch (SocketTimeoutException e) {
      close();
      if (attempt.framed()) {
        throw e;
      }
      return null;
    } catch (IOException e) {
      close();
      if (reused && attempt.framed()) {
        return onNew(attempt);
      }
      return null;
    }
  }

  /** The kept connection may have been closed meanwhile. */
  private Answer onNew(Mutations.Attempt attempt) throws IOException {
    try {
      return once(attempt);
    } catch (SocketTimeoutException e) {
      close();
      throw e;
    } catch (IOException e) {
      close();
      return null;
    }
  }

  private Answer once(Mutations.Attempt attempt) throws IOException {
    if (socket == null) {
      socket = new Socket(host, port);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }
    socket.setSoTimeout(attempt.framed() ? PATIENCE_MILLIS : GARBAGE_MILLIS);
    socket.getOutputStream().write(attempt.bytes());
    Answer answer = answer(attempt.head());
    while (answer.status() == 100) {
      answer = answer(attempt.head());
    }
    if (answer.closes() || !attempt.framed()) {
      close();
    }
    return answer;
  }

  private Answer answer(boolean head) throws IOException {
    String line = line();
    if (!line.startsWith("HTTP/")) {
      throw new IOException("no answer: " + line);
    }
    int status = Integer.parseInt(line.split(" ")[1]);
    int length = -1;
    boolean chunked = false;
    boolean closes = !line.startsWith("HTTP/1.1");
    boolean problem = false;
    boolean retryAfter = false;
    for (String field = line(); !field.isEmpty(); field = line()) {
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).trim());
      }
      chunked |= lower.equals("transfer-encoding: chunked");
      closes |= lower.equals("connection: close");
      problem |= lower.startsWith("content-type: application/problem+json");
      retryAfter |= lower.startsWith("retry-after:");
    }
    boolean bodiless = head || status == 100 || status == 204 || status == 304;
    String body = "";
    if (!bodiless && (length > 0 || chunked)) {
      body = chunked ? chunks() : new String(readFully(length));
    }
    return new Answer(status, closes, problem, retryAfter, body);
  }

  private String chunks() throws IOException {
    var body = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(line().trim(), 16);
      body.append(new String(readFully(size)));
      line();
      if (size == 0) {
        return body.toString();
      }
    }
  }

  private byte[] readFully(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("half an answer");
    }
    return bytes;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("closed");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  /** What matters of an answer. */
  record Answer(int status, boolean closes, boolean problem, boolean retryAfter, String body) {

    /**
     * Whether it is the platform's fault: anything of 5xx but a 503 that says when to come back.
     */
    boolean fault() {
      return status >= 500 && !(status == 503 && problem && retryAfter);
    }
  }
}
