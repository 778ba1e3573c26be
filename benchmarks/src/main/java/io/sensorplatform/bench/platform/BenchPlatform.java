package io.sensorplatform.bench.platform;

import io.sensorplatform.local.access.Access;
import io.sensorplatform.local.server.Checkout;
import io.sensorplatform.local.server.ClassArchive;
import io.sensorplatform.local.server.SettingsFile;
import io.sensorplatform.local.stack.Component;
import io.sensorplatform.local.stack.PortChoice;
import io.sensorplatform.local.stack.Stack;
import io.sensorplatform.local.stack.StackStatus.ComponentStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole platform as {@code ./platform up} starts it, on free ports in a temporary directory,
 * with limits that a benchmark does not meet.
 */
public final class BenchPlatform implements AutoCloseable {

  /** Ids of its device's sensors begin so. */
  public static final String PREFIX = "bench/";

  private static final String DEVICE = "bench";

  private final Path data;
  private final Stack stack;
  private final HttpClient http = HttpClient.newHttpClient();

  private BenchPlatform(Path data) {
    this.data = data;
    this.stack = Stack.at(Checkout.find().root(), data);
  }

  /** Starts it; it ends with this JVM at the latest. */
  public static BenchPlatform up() throws IOException {
    Path data = Files.createTempDirectory("bench-platform").toRealPath();
    SettingsFile.write(
        data.resolve("settings/gateway-service.properties"),
        SettingsFile.of(
            "",
            "platform.gateway.limits.writes.rate",
            "1000000",
            "platform.gateway.limits.writes.burst",
            "1000000",
            "platform.gateway.limits.reads.rate",
            "1000000",
            "platform.gateway.limits.reads.burst",
            "1000000"));
    var platform = new BenchPlatform(data);
    Runtime.getRuntime().addShutdownHook(new Thread(platform::end));
    platform.upAgain();
    platform.access().ensureDevice(DEVICE, List.of(PREFIX));
    return platform;
  }

  /** Stops everything; its data stays. */
  public void down() {
    stack.stopAll(line -> {});
  }

  public void upAgain() throws IOException {
    stack.up(PortChoice.FREE, line -> {});
    keepQuiet();
  }

  /** Takes away what earlier starts left for later ones. */
  public static void deleteArchives() throws IOException {
    Path archives = Checkout.find().target("local-stack").resolve("class-archives");
    Files.createDirectories(archives);
    try (var files = Files.newDirectoryStream(archives, "*.jsa")) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  /** Makes now what would be made in the background a minute after the first start. */
  public void makeArchives() throws IOException, InterruptedException {
    try (var scripts = Files.newDirectoryStream(ClassArchive.requests(data), "*.sh")) {
      for (Path script : scripts) {
        int exit = new ProcessBuilder("sh", script.toString()).inheritIO().start().waitFor();
        if (exit != 0) {
          throw new IOException(script + " ended with " + exit);
        }
        Files.delete(script);
      }
    }
  }

  /** Stops one service, and starts it: how long that took until it was ready. */
  public Duration restart(Component service) {
    stack.stop(service);
    long begun = System.nanoTime();
    stack.start(service);
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  public URI gateway() {
    return stack.gateway();
  }

  /** A token for {@link #PREFIX}; good for 15 minutes. */
  public String token() {
    return access().deviceToken(DEVICE);
  }

  /** Where each of its processes is. */
  public Map<String, Long> pids() {
    var pids = new LinkedHashMap<String, Long>();
    for (ComponentStatus component : stack.status().components()) {
      Long pid = component.pid();
      if (pid == null) {
        throw new IllegalStateException(component.name() + " is down, see " + component.log());
      }
      pids.put(component.name(), pid);
    }
    return pids;
  }

  /** The sums of a service's counters over all their tags, by name as Prometheus has it. */
  public Map<String, Long> counters(Component service, Set<String> names) throws IOException {
    String url = stack.status().component(service).managementUrl();
    var sums = new LinkedHashMap<String, Long>();
    names.forEach(name -> sums.put(name, 0L));
    for (String line : get(URI.create(url + "/actuator/prometheus")).lines().toList()) {
      int end = line.indexOf('{') > 0 ? line.indexOf('{') : line.indexOf(' ');
      if (end > 0 && names.contains(line.substring(0, end))) {
        double value = Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
        sums.merge(line.substring(0, end), (long) value, Long::sum);
      }
    }
    return sums;
  }

  /** The ledger over everything that this platform ever took in. */
  public Ledger ledger() {
    var totals = access().get("/v1/ledger").path("totals");
    return new Ledger(
        totals.path("accepted").asLong(),
        totals.path("stored").asLong() + totals.path("replaced").asLong(),
        totals.path("archived").asLong(),
        totals.path("difference").asLong(-1));
  }

  /**
   * @param difference what is missing; -1 if that cannot be told now
   */
  public record Ledger(long accepted, long stored, long archived, long difference) {}

  public Path log(Component component) {
    return Path.of(stack.status().component(component).log());
  }

  @Override
  public void close() {
    end();
  }

  /** Its ports and passwords are known once it was up. */
  private Access access() {
    return Access.to(stack);
  }

  private void end() {
    if (Files.exists(data)) {
      stack.reset(line -> {});
    }
  }

  /** What would make class archives after a minute is for those who start a platform often. */
  private void keepQuiet() throws IOException {
    Path pid = data.resolve("run/class-archives.pid");
    if (Files.exists(pid)) {
      long maker = Long.parseLong(Files.readString(pid).strip().split(" ")[0]);
      ProcessHandle.of(maker)
          .ifPresent(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
          });
    }
  }

  private String get(URI uri) throws IOException {
    try {
      var answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(uri + " answers " + answer.statusCode());
      }
      return answer.body();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
