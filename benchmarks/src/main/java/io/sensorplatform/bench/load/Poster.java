package io.sensorplatform.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One HTTP/1.1 connection that posts readings and waits for each answer. By hand, because a client
 * library would take from the machine what the platform is to show.
 */
final class Poster implements AutoCloseable {

  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(US_ASCII);
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)");

  private final Form form;
  private final Socket socket;
  private final OutputStream out;
  private final InputStream in;
  private final String head;
  private final byte[] buffer = new byte[64 * 1024];
  private int filled;

  /**
   * @param accepted readings, if the status is that of the form's good answers
   */
  record Answer(int status, int accepted) {}

  /**
   * @param token empty for one who asks for none
   */
  Poster(URI target, Form form, String token) throws IOException {
    this.form = form;
    this.socket = new Socket(target.getHost(), target.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    this.out = socket.getOutputStream();
    this.in = socket.getInputStream();
    this.head =
        """
        POST %s HTTP/1.1\r
        host: %s:%d\r
        %scontent-type: %s\r
        content-length: \
        """
            .formatted(
                form.path(),
                target.getHost(),
                target.getPort(),
                token.isEmpty() ? "" : "authorization: Bearer " + token + "\r\n",
                form.contentType());
  }

  Answer post(byte[] body) throws IOException {
    out.write((head + body.length + "\r\n\r\n").getBytes(US_ASCII));
    out.write(body);
    filled = 0;
    int headLength = readHead();
    String answer = new String(buffer, 0, headLength, US_ASCII);
    var length = LENGTH.matcher(answer.toLowerCase(Locale.ROOT));
    if (!length.find()) {
      throw new IOException("an answer without a length: " + answer);
    }
    int end = headLength + Integer.parseInt(length.group(1));
    while (filled < end) {
      fill();
    }
    int status = Integer.parseInt(answer.substring(9, 12));
    return new Answer(status, status == form.status() ? accepted(headLength, end) : 0);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private int accepted(int from, int to) {
    return form.accepted(new String(buffer, from, to - from, US_ASCII));
  }

  private int readHead() throws IOException {
    int looked = 0;
    while (true) {
      fill();
      for (int at = Math.max(0, looked - 3); at + END_OF_HEAD.length <= filled; at++) {
        if (buffer[at] == '\r'
            && buffer[at + 1] == '\n'
            && buffer[at + 2] == '\r'
            && buffer[at + 3] == '\n') {
          return at + END_OF_HEAD.length;
        }
      }
      looked = filled;
    }
  }

  private void fill() throws IOException {
    int read = in.read(buffer, filled, buffer.length - filled);
    if (read <= 0) {
      throw new EOFException("the connection has ended, or the answer is too long");
    }
    filled += read;
  }
}
