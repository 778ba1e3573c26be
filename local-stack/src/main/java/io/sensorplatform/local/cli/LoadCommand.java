package io.sensorplatform.local.cli;

import io.sensorplatform.local.load.Breakage;
import io.sensorplatform.local.load.LoadTest;
import io.sensorplatform.local.load.Target;
import io.sensorplatform.local.server.Checkout;
import io.sensorplatform.local.stack.Component;
import io.sensorplatform.local.stack.StackException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "load",
    description = {
      "Run a load test with k6 v2, then count: acknowledged = stored = archived.",
      "Starts the platform on this machine if it does not run, and leaves it running."
    },
    footer = {
      "",
      "Exit code: 0 all held; 99 a threshold was exceeded (k6's own); 90 acknowledged readings are",
      "missing, or could not be counted; 91 worse than --compare, with --fail-on-regression; others",
      "of k6 as they are. More: docs/load-tests.md"
    })
final class LoadCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      paramLabel = "SCENARIO",
      description =
          "smoke, load, arrival-rate, stress, spike, soak, mixed, retry-storm, reconnect or bad-clients.")
  private String scenario = "";

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "laptop (also by LOAD_PROFILE), ci, staging: a file of load-tests/profiles.")
  private @Nullable String profile;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      description = "local, compose, or the URL of a gateway (with --credentials).")
  private String target = LoadTargets.LOCAL;

  @Option(
      names = "--credentials",
      paramLabel = "FILE",
      description = "JSON with username and password of an administrator of the target.")
  private @Nullable Path credentials;

  @Option(names = "--free-ports", description = "As for up, if the platform does not run yet.")
  private boolean freePorts;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A parameter of the scenario instead of the profile's, such as seconds=30.")
  private Map<String, String> parameters = Map.of();

  @Option(
      names = "--threshold",
      paramLabel = "NAME=BOUND",
      description = "Tighten a threshold, such as p95=50. Only profiles loosen.")
  private Map<String, String> thresholds = Map.of();

  @Option(
      names = "--compare",
      paramLabel = "FILE",
      description = "The result.json of an earlier run, to be told what has changed.")
  private @Nullable Path compare;

  @Option(
      names = "--tolerance",
      paramLabel = "PERCENT",
      description = "How much worse is not told as worse; default: ${DEFAULT-VALUE}.")
  private double tolerance = 20;

  @Option(names = "--fail-on-regression", description = "Exit code 91 if it is worse.")
  private boolean failOnRegression;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description =
          "How long everything may take to be stored and archived; default: 180, else 1800.")
  private @Nullable Integer patience;

  @Option(
      names = "--kill",
      paramLabel = "COMPONENT",
      converter = ComponentName.class,
      description = "kill -9 this in the middle of the run (local only).")
  private @Nullable Component victim;

  @Option(
      names = "--kill-at",
      paramLabel = "SECONDS",
      description = "When, from the run's begin; default: ${DEFAULT-VALUE}.")
  private int killAt = 10;

  @Option(
      names = "--kill-for",
      paramLabel = "SECONDS",
      description = "How long it is away; default: ${DEFAULT-VALUE}.")
  private int killFor = 20;

  LoadCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    Path checkout = Checkout.find().root();
    String chosen =
        profile == null ? System.getenv().getOrDefault("LOAD_PROFILE", "laptop") : profile;
    LoadTest.check(checkout, scenario, chosen, parameters);
    if (victim != null && !target.equals(LoadTargets.LOCAL)) {
      throw new StackException("--kill is for the platform on this machine");
    }
    Terminal terminal = session.terminal;
    // Whatever is killed has to be started again, also after Ctrl-C.
    session.onInterrupt(() -> {});
    Target found =
        new LoadTargets(session, freePorts, credentials)
            .find(target, patience == null ? null : Duration.ofSeconds(patience));
    var request =
        new LoadTest.Request(
            scenario,
            chosen,
            parameters,
            thresholds,
            compare,
            tolerance,
            failOnRegression,
            !terminal.outIsTerminal(),
            victim == null
                ? null
                : new Breakage(
                    session.stack(),
                    victim,
                    Duration.ofSeconds(killAt),
                    Duration.ofSeconds(killFor)));
    return new LoadTest(checkout, found, terminal.out, terminal::progress, Clock.systemUTC())
        .run(request);
  }
}
