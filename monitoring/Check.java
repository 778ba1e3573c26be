import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lets Prometheus scrape the local stack for a while, then asks it what every panel asks and tells which have
 * data; exit code 1 if one has none that should, or a rule cannot be evaluated.
 */
final class Check {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path checkout;
  private String port = "9490";
  private long seconds = 120;
  private boolean keep;
  private final List<String> status = new ArrayList<>(List.of("status", "--json"));
  private int faults;

  private Check(Path checkout, String[] arguments) {
    this.checkout = checkout;
    for (int i = 1; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--seconds" -> seconds = Long.parseLong(arguments[++i]);
        case "--port" -> port = arguments[++i];
        case "--keep" -> keep = true;
        case "--data" -> status.addAll(List.of("--data", arguments[++i]));
        default -> throw new IllegalArgumentException("what is " + arguments[i] + "?");
      }
    }
  }

  public static void main(String[] arguments) throws Exception {
    System.exit(new Check(Path.of(arguments[0]), arguments).run());
  }

  private int run() throws Exception {
    Path directory = Files.createTempDirectory("monitoring-check");
    Path settings = directory.resolve("prometheus.yml");
    Files.writeString(settings, settings());
    Process prometheus =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + settings,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--enable-feature=exemplar-storage",
                "--log.level=warn")
            .inheritIO()
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(prometheus::destroy));
    try {
      System.out.printf("Prometheus at http://127.0.0.1:%s looks for %d s%n", port, seconds);
      if (prometheus.waitFor(seconds, TimeUnit.SECONDS)) {
        System.out.println("Prometheus has ended: see above");
        return 1;
      }
      targets();
      panels();
      rules();
      System.out.println(faults == 0 ? "All is well." : faults + " faults.");
      if (keep) {
        System.out.println("Ctrl-C ends Prometheus.");
        prometheus.waitFor();
      }
    } finally {
      prometheus.destroy();
      prometheus.waitFor();
      delete(directory);
    }
    return faults == 0 ? 0 : 1;
  }

  private String settings() throws Exception {
    var call = new ArrayList<String>(List.of(checkout.resolve("platform").toString()));
    call.addAll(status);
    Process process =
        new ProcessBuilder(call).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    JsonNode stack = JSON.readTree(process.getInputStream().readAllBytes());
    var targets = new StringBuilder();
    for (JsonNode component : stack.path("components")) {
      String url = component.path("managementUrl").asString("");
      if (!url.isEmpty() && component.path("name").asString().endsWith("-service")) {
        targets.append(
            "      - {targets: ['%s'], labels: {service: %s}}%n"
                .formatted(
                    URI.create(url).getAuthority(), component.path("name").asString()));
      }
    }
    if (targets.isEmpty()) {
      throw new IllegalStateException("no service runs: ./platform up");
    }
    return """
    global: {scrape_interval: 5s, evaluation_interval: 5s}
    rule_files: ['%s']
    scrape_configs:
      - job_name: sensor-platform
        metrics_path: /actuator/prometheus
        static_configs:
    %s"""
        .formatted(checkout.resolve("monitoring/generated/prometheus/rules.yml"), targets);
  }

  private void targets() throws Exception {
    for (JsonNode target : get("targets?state=active").at("/data/activeTargets")) {
      boolean up = target.path("health").asString().equals("up");
      System.out.printf(
          "%-7s %s %s%n",
          up ? "up" : "DOWN",
          target.at("/labels/service").asString(),
          target.path("lastError").asString(""));
      faults += up ? 0 : 1;
    }
  }

  private void panels() throws Exception {
    System.out.printf("%n%-10s %-55s %7s  %s%n", "page", "panel", "series", "");
    JsonNode panels =
        JSON.readTree(
            Files.readAllBytes(checkout.resolve("monitoring/generated/prometheus/panels.json")));
    for (JsonNode panel : panels) {
      JsonNode answer =
          get("query?query="
              + URLEncoder.encode(panel.path("expr").asString(), StandardCharsets.UTF_8));
      int series = answer.at("/data/result").size();
      String reason = panel.path("emptyWhen").asString("");
      String said = "";
      if (!answer.path("status").asString().equals("success")) {
        said = "FAILED: " + answer.path("error").asString() + " in " + panel.path("expr");
        faults++;
      } else if (series > 0) {
        said = answer.at("/data/result/0/value/1").asString();
      } else if (reason.isEmpty()) {
        said = "EMPTY: " + panel.path("expr").asString();
        faults++;
      } else {
        said = "empty: " + reason;
      }
      System.out.printf(
          "%-10s %-55s %7d  %s%n",
          panel.path("page").asString(), panel.path("panel").asString(), series, said);
    }
  }

  private void rules() throws Exception {
    System.out.println();
    var firing = new TreeSet<String>();
    int count = 0;
    for (JsonNode group : get("rules").at("/data/groups")) {
      for (JsonNode rule : group.path("rules")) {
        count++;
        if (!rule.path("health").asString().equals("ok")) {
          faults++;
          System.out.println(
              "RULE " + rule.path("name").asString() + ": " + rule.path("lastError").asString());
        }
        String state = rule.path("state").asString("");
        if (state.equals("firing") || state.equals("pending")) {
          firing.add(
              rule.path("name").asString() + " " + rule.at("/labels/severity").asString() + " "
                  + state);
        }
      }
    }
    System.out.printf("%d rules evaluated. Alarms: %s%n", count, firing.isEmpty() ? "none" : firing);
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path)).build();
    return JSON.readTree(HTTP.send(request, BodyHandlers.ofByteArray()).body());
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
