package io.sensorplatform.auth.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.management.OperatingSystemMXBean;
import io.sensorplatform.auth.AuthServer;
import io.sensorplatform.auth.signing.BareSignatures;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.springframework.util.FileSystemUtils;

/**
 * Tokens per second of the token endpoint beside bare RSA signatures per second on all processors,
 * which is the most that any issuer of RS256 tokens can do: each natively and by the JDK. No test:
 * run its {@code main} on an idle machine, with {@code -Dseconds=}, {@code -Drounds=} and {@code
 * -Dconnections=}.
 *
 * <p>The servers, their PostgreSQL and the client share the processors; the client writes the same
 * bytes again and again and looks at the status only. All are run in turn; what counts are the
 * ratios of the medians.
 */
public final class TokenFigures {

  private static final int DEVICES = 100;

  private static final OperatingSystemMXBean CPU =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final int seconds = Integer.getInteger("seconds", 5);
  private final int rounds = Integer.getInteger("rounds", 5);
  private final int connections = Integer.getInteger("connections", 32);

  private TokenFigures() {}

  public static void main(String[] arguments) throws Exception {
    new TokenFigures().run();
    // PostgreSQL ends with this JVM.
    System.exit(0);
  }

  private interface Maker<T> {
    T make() throws Exception;
  }

  /**
   * @param cpuMillis of this process for each, so with servers and client, without PostgreSQL:
   *     tells something also on a machine that has other things to do
   */
  private record Speed(double perSecond, double cpuMillis) {}

  /** A figure, and what it was in each round. */
  private final class Figure {

    private final String name;
    private final Maker<Speed> measure;
    private final double[] perSecond = new double[rounds];
    private final double[] cpu = new double[rounds];

    Figure(String name, Maker<Speed> measure) {
      this.name = name;
      this.measure = measure;
    }

    void take(int round) throws Exception {
      Speed speed = measure.make();
      if (round >= 0) {
        perSecond[round] = speed.perSecond();
        cpu[round] = speed.cpuMillis();
      }
    }

    double perSecond() {
      return median(perSecond);
    }

    @Override
    public String toString() {
      return "%-27s %,7.0f /s  %6.2f ms CPU   %s"
          .formatted(
              name,
              median(perSecond),
              median(cpu),
              Arrays.stream(perSecond)
                  .mapToObj("%.0f"::formatted)
                  .collect(Collectors.joining(" ")));
    }
  }

  private void run() throws Exception {
    Path secrets = Files.createTempDirectory("token-figures-");
    AuthServer.emptyDatabase();
    try (AuthServer natively = AuthServer.start(AuthServer.secrets(secrets));
        AuthServer byTheJdk =
            AuthServer.start(secrets, "--platform.auth.signing.native-rsa=false")) {
      List<byte[]> requests = requests(natively);
      var tokens = new Figure("tokens", () -> tokens(natively, requests));
      var jdkTokens = new Figure("tokens, JDK's RSA", () -> tokens(byTheJdk, requests));
      var bare = new Figure("bare signatures", () -> signatures(BareSignatures::natively));
      var jdkBare =
          new Figure("bare signatures, JDK's RSA", () -> signatures(BareSignatures::byTheJdk));
      for (int round = -2; round < rounds; round++) {
        for (Figure figure : List.of(tokens, jdkTokens, bare, jdkBare)) {
          figure.take(round);
        }
      }
      System.out.printf(
          "%d rounds of %d s, %d connections, %d devices, %d processors; load average %.1f;"
              + " medians, then each round%n"
              + "%s   (aim of the median 1,000)%n%s%n%s%n%s%n"
              + "tokens for each bare signature: %.2f; by the JDK %.2f%n"
              + "native to JDK: tokens %.2f, bare %.2f%n",
          rounds,
          seconds,
          connections,
          DEVICES,
          Runtime.getRuntime().availableProcessors(),
          CPU.getSystemLoadAverage(),
          tokens,
          jdkTokens,
          bare,
          jdkBare,
          tokens.perSecond() / bare.perSecond(),
          jdkTokens.perSecond() / jdkBare.perSecond(),
          tokens.perSecond() / jdkTokens.perSecond(),
          bare.perSecond() / jdkBare.perSecond());
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

  private Speed tokens(AuthServer server, List<byte[]> requests) throws Exception {
    int port = server.uri("").getPort();
    return run(
        connections,
        (number, end, done) -> {
          // Tomcat ends a connection after 100 requests.
          for (int i = number; System.nanoTime() < end; ) {
            try (var socket = new Socket("127.0.0.1", port)) {
              socket.setTcpNoDelay(true);
              var in = new BufferedInputStream(socket.getInputStream());
              for (boolean open = true; open && System.nanoTime() < end; i++) {
                socket.getOutputStream().write(requests.get(i % requests.size()));
                open = readAnswer(in);
                done.incrementAndGet();
              }
            }
          }
        });
  }

  private Speed signatures(Maker<BareSignatures> maker) throws Exception {
    int threads = Runtime.getRuntime().availableProcessors();
    List<BareSignatures> ready = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      ready.add(maker.make());
    }
    return run(
        threads,
        (number, end, done) -> {
          while (System.nanoTime() < end) {
            ready.get(number).sign();
            done.incrementAndGet();
          }
        });
  }

  private interface Work {
    void run(int number, long end, AtomicLong done) throws Exception;
  }

  private Speed run(int threads, Work work) throws Exception {
    var done = new AtomicLong();
    long begun = System.nanoTime();
    long cpu = CPU.getProcessCpuTime();
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
    return new Speed(
        done.get() / ((System.nanoTime() - begun) / 1e9),
        (CPU.getProcessCpuTime() - cpu) / 1e6 / done.get());
  }

  /** One answer with its body, however that is framed; whether another may follow. */
  private static boolean readAnswer(InputStream in) throws IOException {
    String status = line(in);
    if (!status.contains(" 200")) {
      throw new IOException(status);
    }
    int length = -1;
    boolean open = true;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
      open &= !header.equalsIgnoreCase("Connection: close");
    }
    if (length >= 0) {
      in.skipNBytes(length);
      return open;
    }
    for (int chunk = Integer.parseInt(line(in), 16); ; chunk = Integer.parseInt(line(in), 16)) {
      in.skipNBytes(chunk);
      line(in);
      if (chunk == 0) {
        return open;
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
