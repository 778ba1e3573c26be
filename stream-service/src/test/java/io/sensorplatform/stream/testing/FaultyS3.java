package io.sensorplatform.stream.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Stands before the real S3 server and does to some requests what networks and S3 do. One request
 * for each connection; requests pass as they are, so their signatures hold.
 */
public final class FaultyS3 implements AutoCloseable {

  /** What happens to a request. */
  public enum Fault {
    NONE,
    /** S3's InternalError; the request is not served. */
    STATUS_500,
    /** S3's SlowDown. */
    STATUS_503,
    /** S3's ConditionalRequestConflict: two conditional writes at the same time. */
    STATUS_409,
    /** Says that the object is there, which may be untrue. */
    STATUS_412,
    /** The connection ends before the server got the request. */
    RESET_BEFORE,
    /** The request is served and its answer gets lost. */
    RESET_AFTER,
    /** Half of the body arrives. */
    CUT_BODY,
    /** The answer comes too late. */
    SLOW_ANSWER,
    /** The request itself arrives when its sender has given it up. */
    LATE_REQUEST
  }

  private final URI server;
  private final ServerSocket socket;
  private final long slowMillis;
  private final AtomicReference<Function<String, Fault>> plan =
      new AtomicReference<>(ignored -> Fault.NONE);
  private final Map<Fault, Integer> happened = new EnumMap<>(Fault.class);
  private final ConcurrentLinkedQueue<Thread> threads = new ConcurrentLinkedQueue<>();

  /**
   * @param slowMillis longer than the client waits
   */
  public FaultyS3(URI server, long slowMillis) throws IOException {
    this.server = server;
    this.slowMillis = slowMillis;
    socket = new ServerSocket(0, 200, InetAddress.getByName("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Decides for each request, by its method. */
  public void plan(Function<String, Fault> faults) {
    plan.set(faults);
  }

  /** How often each fault really happened. */
  public synchronized Map<Fault, Integer> happened() {
    return new EnumMap<>(happened);
  }

  /** Until no request is under way. */
  public void settle() throws InterruptedException {
    for (var thread = threads.poll(); thread != null; thread = threads.poll()) {
      thread.join();
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        var client = socket.accept();
        threads.add(Thread.ofVirtual().start(() -> serve(client)));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      var in = client.getInputStream();
      var head = head(in);
      if (head.isEmpty()) {
        return;
      }
      if (head.toLowerCase(java.util.Locale.ROOT).contains("expect: 100-continue")) {
        client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
      }
      byte[] body = in.readNBytes(length(head));
      var fault = plan.get().apply(head.substring(0, head.indexOf(' ')));
      synchronized (this) {
        happened.merge(fault, 1, Integer::sum);
      }
      serve(client, head, body, fault);
    } catch (IOException e) {
      // The client has gone, as some faults make it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket client, String head, byte[] body, Fault fault)
      throws IOException, InterruptedException {
    switch (fault) {
      case NONE -> client.getOutputStream().write(forward(head, body, body.length));
      case STATUS_500 -> answer(client, 500, "InternalError");
      case STATUS_503 -> answer(client, 503, "SlowDown");
      case STATUS_409 -> answer(client, 409, "ConditionalRequestConflict");
      case STATUS_412 -> answer(client, 412, "PreconditionFailed");
      case RESET_BEFORE -> client.setSoLinger(true, 0);
      case RESET_AFTER -> {
        forward(head, body, body.length);
        client.setSoLinger(true, 0);
      }
      case CUT_BODY -> {
        forward(head, body, body.length / 2);
        client.setSoLinger(true, 0);
      }
      case SLOW_ANSWER -> {
        byte[] answer = forward(head, body, body.length);
        Thread.sleep(slowMillis);
        client.getOutputStream().write(answer);
      }
      case LATE_REQUEST -> {
        Thread.sleep(slowMillis);
        forward(head, body, body.length);
      }
    }
  }

  private static void answer(Socket client, int status, String code) throws IOException {
    byte[] body = "<Error><Code>%s</Code></Error>".formatted(code).getBytes(ISO_8859_1);
    var head =
        "HTTP/1.1 %d %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(status, code, body.length);
    client.getOutputStream().write(head.getBytes(ISO_8859_1));
    client.getOutputStream().write(body);
  }

  /** Sends the request with the first bytes of its body; all that comes back. */
  private byte[] forward(String head, byte[] body, int bytes) throws IOException {
    try (var upstream = new Socket(server.getHost(), server.getPort())) {
      var sent =
          head.replaceAll("(?i)\r\n(Connection|Expect):[^\r]*", "")
              .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n");
      upstream.getOutputStream().write(sent.getBytes(ISO_8859_1));
      upstream.getOutputStream().write(body, 0, bytes);
      upstream.getOutputStream().flush();
      if (bytes < body.length) {
        upstream.shutdownOutput();
      }
      return upstream.getInputStream().readAllBytes();
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < 4) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
      matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(ISO_8859_1);
  }

  private static int length(String head) {
    for (var line : head.split("\r\n")) {
      if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        return Integer.parseInt(line.substring(15).strip());
      }
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
