package io.sensorplatform.gateway.edge;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends one request after the other on one connection, takes another when it is told to, and never
 * sends a request twice.
 */
final class KeepAliveCaller implements Runnable {

  private final int port;
  private final String token;
  private final int pauseMillis;
  private final AtomicBoolean stop;
  private int served;
  private int moved;
  private int failed;
  private String lastFailure = "";

  KeepAliveCaller(int port, String token, int pauseMillis, AtomicBoolean stop) {
    this.port = port;
    this.token = token;
    this.pauseMillis = pauseMillis;
    this.stop = stop;
  }

  @Override
  public void run() {
    while (!stop.get()) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        socket.setSoTimeout(20_000);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        boolean keep = true;
        while (keep && !stop.get()) {
          socket.getOutputStream().write(request());
          keep = answered(in);
          Thread.sleep(pauseMillis);
        }
        moved++;
      } catch (IOException e) {
        failed++;
        lastFailure = e.toString();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  int served() {
    return served;
  }

  int moved() {
    return moved;
  }

  int failed() {
    return failed;
  }

  String lastFailure() {
    return lastFailure;
  }

  private byte[] request() {
    return "POST /v1/readings HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nContent-Length: 2\r\n\r\n{}"
        .formatted(token)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads an answer; whether the connection may be used again. */
  private boolean answered(InputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 202")) {
      throw new IOException("answer '" + status + "'");
    }
    int length = 0;
    boolean keep = true;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).trim());
      }
      keep &= !lower.equals("connection: close");
    }
    if (in.readNBytes(length).length < length) {
      throw new IOException("half an answer");
    }
    served++;
    return keep;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("no answer");
      }
      line.append((char) c);
    }
    return line.toString().trim();
  }
}
