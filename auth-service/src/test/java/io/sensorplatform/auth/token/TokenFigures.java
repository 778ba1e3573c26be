package io.sensorplatform.auth.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sensorplatform.auth.AuthServer;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.util.FileSystemUtils;

/**
 * Tokens per second of the token endpoint beside bare RSA signatures per second on all processors,
 * which is the most that any issuer of RS256 tokens can do. No test: run its {@code main} on an
 * idle machine, with {@code -Dseconds=}, {@code -Drounds=} and {@code -Dconnections=}.
 *
 * <p>The server, its PostgreSQL and the client share the processors; the client writes the same
 * bytes again and again and looks at the status only. Both are run in turn; what counts is the
 * ratio of the medians.
 */
public final class TokenFigures {

  private static final int DEVICES = 100;

  private final int seconds = Integer.getInteger("seconds", 5);
  private final int rounds = Integer.getInteger("rounds", 5);
  private final int connections = Integer.getInteger("connections", 32);

  private TokenFigures() {}

  public static void main(String[] arguments) throws Exception {
    new TokenFigures().run();
    // PostgreSQL ends with this JVM.
    System.exit(0);
  }

  private void run() throws Exception {
    Path secrets = Files.createTempDirectory("token-figures-");
    AuthServer.emptyDatabase();
    try (AuthServer server = AuthServer.start(AuthServer.secrets(secrets))) {
      List<byte[]> requests = requests(server);
      int port = server.uri("").getPort();
      var tokens = new double[rounds];
      var signatures = new double[rounds];
      for (int round = -2; round < rounds; round++) {
        double got = tokens(port, requests);
        double signed = signatures();
        if (round >= 0) {
          tokens[round] = got;
          signatures[round] = signed;
        }
      }
      System.out.printf(
          "%d rounds of %d s, %d connections, %d devices, %d processors%n"
              + "tokens               %,9.0f /s   (aim 1,000)%n"
              + "bare RSA signatures  %,9.0f /s%n"
              + "ratio                %9.2f%n",
          rounds,
          seconds,
          connections,
          DEVICES,
          Runtime.getRuntime().availableProcessors(),
          median(tokens),
          median(signatures),
          median(tokens) / median(signatures));
    } finally {
      FileSystemUtils.deleteRecursively(secrets);
    }
  }

  private static List<byte[]> requests(AuthServer server) {
    String operator = server.operatorToken();
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < DEVICES; i++) {
      String clientId =
          server
              .post(
                  "/v1/devices",
                  operator,
                  "{\"name\":\"device %d\",\"sensors\":[\"plant1/press%d/\"]}".formatted(i, i))
              .json()
              .path("clientId")
              .asString();
      String key =
          server
              .post("/v1/devices/" + clientId + "/keys", operator, "")
              .json()
              .path("apiKey")
              .asString();
      String body = "grant_type=client_credentials";
      requests.add(
          """
          POST /oauth2/token HTTP/1.1\r
          Host: localhost\r
          Authorization: %s\r
          Content-Type: application/x-www-form-urlencoded\r
          Content-Length: %d\r
          \r
          %s\
          """
              .formatted(AuthServer.basic(clientId, key), body.length(), body)
              .getBytes(US_ASCII));
    }
    return requests;
  }

  private double tokens(int port, List<byte[]> requests) throws Exception {
    return perSecond(
        connections,
        (number, end, done) -> {
          try (var socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            for (int i = number; System.nanoTime() < end; i++) {
              socket.getOutputStream().write(requests.get(i % requests.size()));
              readAnswer(in);
              done.incrementAndGet();
            }
          }
        });
  }

  private double signatures() throws Exception {
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    PrivateKey key = generator.generateKeyPair().getPrivate();
    byte[] text = new byte[400];
    return perSecond(
        Runtime.getRuntime().availableProcessors(),
        (number, end, done) -> {
          Signature signature = Signature.getInstance("SHA256withRSA");
          while (System.nanoTime() < end) {
            signature.initSign(key);
            signature.update(text);
            signature.sign();
            done.incrementAndGet();
          }
        });
  }

  private interface Work {
    void run(int number, long end, AtomicLong done) throws Exception;
  }

  private double perSecond(int threads, Work work) throws Exception {
    var done = new AtomicLong();
    long begun = System.nanoTime();
    long end = begun + TimeUnit.SECONDS.toNanos(seconds);
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      running.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  work.run(number, end, done);
                } catch (Exception e) {
                  e.printStackTrace();
                }
              }));
    }
    for (Thread thread : running) {
      thread.join();
    }
    return done.get() / ((System.nanoTime() - begun) / 1e9);
  }

  /** One answer with its body, however that is framed. */
  private static void readAnswer(InputStream in) throws IOException {
    String status = line(in);
    if (!status.contains(" 200")) {
      throw new IOException(status);
    }
    int length = -1;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    if (length >= 0) {
      in.skipNBytes(length);
      return;
    }
    for (int chunk = Integer.parseInt(line(in), 16); ; chunk = Integer.parseInt(line(in), 16)) {
      in.skipNBytes(chunk);
      line(in);
      if (chunk == 0) {
        return;
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
