import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A container's health check where there is no shell and no curl: {@code Health PORT PATH} asks the process beside
 * it; exit code 0 if the answer is 200, else 1 with what was answered. {@code Health PORT}: the port is open. A plain
 * socket: an HTTP client would take three times as long to start.
 */
final class Health {
  private static final int PATIENCE_MILLIS = 2_000;
  private static final int MOST_CHARACTERS = 2_000;

  private Health() {}

  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
      if (arguments.length == 1) {
        return;
      }
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(
              ("GET " + arguments[1] + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      var answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String status = answer.readLine();
      if (status != null && status.matches("HTTP/1\\.[01] 200( .*)?")) {
        return;
      }
      var told = new StringBuilder(String.valueOf(status));
      for (String line; (line = answer.readLine()) != null && told.length() < MOST_CHARACTERS; ) {
        told.append('\n').append(line);
      }
      System.out.println(told);
    } catch (IOException e) {
      System.out.println(e);
    }
    System.exit(1);
  }
}
