package io.sensorplatform.local.load;

import static java.util.Locale.ROOT;

import io.sensorplatform.local.access.DeviceFleet;
import io.sensorplatform.local.access.DeviceFleet.Member;
import io.sensorplatform.local.load.LedgerWatch.Book;
import io.sensorplatform.local.stack.Progress;
import io.sensorplatform.local.stack.StackException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Runs one scenario, has the oracle count, and tells how it went. */
public final class LoadTest {
  /** What was acknowledged is not what is stored or archived, or could not be counted. */
  public static final int DIFFERENCE = 90;

  /** Slower than the run it was compared with, and that was to fail. */
  public static final int REGRESSION = 91;

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  private final Path checkout;
  private final Target target;
  private final PrintStream out;
  private final Progress progress;
  private final Clock clock;

  /**
   * @param parameters of the scenario, such as {@code rate}, instead of the profile's
   * @param thresholds bounds that are tighter than the promised ones, by name
   * @param compare the result of an earlier run; null: none
   * @param tolerance percent
   */
  public record Request(
      String scenario,
      String profile,
      Map<String, String> parameters,
      Map<String, String> thresholds,
      @Nullable Path compare,
      double tolerance,
      boolean failOnRegression,
      boolean quiet,
      @Nullable Breakage breakage) {
    public Request {
      parameters = Map.copyOf(parameters);
      thresholds = Map.copyOf(thresholds);
    }
  }

  public LoadTest(Path checkout, Target target, PrintStream out, Progress progress, Clock clock) {
    this.checkout = checkout;
    this.target = target;
    this.out = out;
    this.progress = progress;
    this.clock = clock;
  }

  /** Checks what can be checked before anything is started. */
  public static void check(
      Path checkout, String scenario, String profile, Map<String, String> parameters) {
    Profile.script(checkout.resolve("load-tests"), scenario);
    Profile.read(checkout.resolve("load-tests"), profile, scenario, parameters);
  }

  /** The exit code: k6's own unless the oracle or the comparison say otherwise. */
  public int run(Request request) throws InterruptedException {
    Path loadTests = checkout.resolve("load-tests");
    Path script = Profile.script(loadTests, request.scenario());
    Profile profile =
        Profile.read(loadTests, request.profile(), request.scenario(), request.parameters());
    Optional<Result> earlier = Optional.ofNullable(request.compare()).map(LoadTest::earlier);
    K6 k6 = K6.find(loadTests, progress);
    var fleet = new DeviceFleet(target.access(), target.tokenEndpoint(), Target.TENANT, clock);
    progress.say("Getting %d devices and their tokens.".formatted(profile.devices()));
    List<Member> members = fleet.ready(profile.devices());

    Run run = newRun(loadTests, request.scenario());
    Path devices = written(members);
    var oracle = new Oracle(target, run, fleet, members, clock, progress);
    Book before = oracle.before();
    progress.say(
        "k6 %s: %s on %s, profile %s"
            .formatted(k6.version(), request.scenario(), target.label(), profile.name()));
    Optional<Thread> breakage =
        Optional.ofNullable(request.breakage()).map(it -> it.begin(progress));
    int exitCode;
    try {
      exitCode =
          k6.run(script, told(request, run, devices), run.journal(), run.log(), request.quiet());
    } finally {
      // Keys of devices: nobody needs them any more.
      delete(devices);
      if (breakage.isPresent()) {
        breakage.get().interrupt();
        breakage.get().join();
      }
    }
    Summary summary =
        Summary.read(run)
            .orElseThrow(() ->
                new StackException(
                    "k6 ended with exit code %d and without a summary; what it said (%s):%n%s"
                        .formatted(exitCode, run.log(), K6Log.read(run.log()).end())));
    Journal journal = Journal.read(run.journal());
    Verdict verdict = oracle.count(journal.readings(), summary.sent(), before);
    keep(run);
    return tell(request, run, summary, journal, verdict, earlier, exitCode);
  }

  private int tell(
      Request request,
      Run run,
      Summary summary,
      Journal journal,
      Verdict verdict,
      Optional<Result> earlier,
      int k6) {
    Result provisional = Result.of(summary, verdict, journal.series(), k6);
    Optional<Comparison> comparison =
        earlier.map(before -> Comparison.of(before, provisional, request.tolerance()));
    List<String> regressions = comparison.map(Comparison::regressions).orElse(List.of());
    K6Log log = K6Log.read(run.log());
    int exitCode = k6 == 0 && !log.exceptions().isEmpty() ? K6Log.SCRIPT_EXCEPTION : k6;
    if (!verdict.isGood()) {
      exitCode = DIFFERENCE;
    } else if (exitCode == 0 && request.failOnRegression() && !regressions.isEmpty()) {
      exitCode = REGRESSION;
    }
    Result result = Result.of(summary, verdict, journal.series(), exitCode);
    Knee knee = Knee.of(summary.json().path("plan"), journal.series());
    try {
      result.write(run.result());
      Files.writeString(
          run.report(),
          HtmlReport.of(run, target.label(), summary, verdict, journal, knee, comparison));
      Files.writeString(
          run.junit(),
          JUnitReport.of(
              run, summary, verdict, request.failOnRegression() ? regressions : List.of()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new Telling(out).tell(run, result, summary, verdict, knee, comparison, exitCode);
    if (!log.exceptions().isEmpty()) {
      out.printf(
          "SCRIPT    %d exceptions, the first: %s%n",
          log.exceptions().size(), log.exceptions().getFirst());
    } else if (k6 != 0 && summary.exceeded().isEmpty()) {
      out.printf("k6 ended with exit code %d:%n%s%n", k6, log.end());
    }
    return exitCode;
  }

  private Run newRun(Path loadTests, String scenario) {
    long now = clock.millis();
    // Short: it is part of every sensor's id.
    String name = NAME.format(clock.instant());
    Path directory = loadTests.resolve("results").resolve(name + "-" + scenario);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Run(name, scenario, now, directory);
  }

  private Map<String, String> told(Request request, Run run, Path devices) {
    Map<String, String> told = new LinkedHashMap<>();
    // How many devices there are, the file of devices says.
    request
        .parameters()
        .forEach((name, value) -> told.put("LOAD_" + name.toUpperCase(ROOT), value));
    if (!request.thresholds().isEmpty()) {
      told.put(
          "LOAD_THRESHOLDS",
          request.thresholds().entrySet().stream()
              .map(one -> one.getKey() + "=" + one.getValue())
              .collect(Collectors.joining(",")));
    }
    told.put("LOAD_RUN", run.name());
    told.put("LOAD_STARTED", Long.toString(run.started()));
    told.put("LOAD_SCENARIO", run.scenario());
    told.put("LOAD_PROFILE", request.profile());
    told.put("LOAD_GATEWAY", target.gateway().toString().replaceAll("/+$", ""));
    told.put("LOAD_TOKEN_URL", target.tokenEndpoint().toString());
    told.put("LOAD_TOKENS_FREE", Boolean.toString(target.tokensAreFree()));
    told.put("LOAD_DEVICES", devices.toString());
    told.put("LOAD_SUMMARY", run.summary().toString());
    return told;
  }

  /** With their keys: outside of what is kept of a run, and only for our eyes. */
  private static Path written(List<Member> members) {
    try {
      Path file = Files.createTempFile("load-devices", ".json");
      Files.writeString(file, JsonMapper.shared().writeValueAsString(members));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A journal may be large; the summary's content is in the result. */
  private static void keep(Run run) {
    try (var packed =
        new GZIPOutputStream(
            Files.newOutputStream(run.directory().resolve(run.journal().getFileName() + ".gz")))) {
      Files.copy(run.journal(), packed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    delete(run.journal());
    delete(run.summary());
  }

  private static Result earlier(Path file) {
    if (!Files.isReadable(file)) {
      throw new StackException("there is no result %s to compare with".formatted(file));
    }
    return Result.read(file);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
