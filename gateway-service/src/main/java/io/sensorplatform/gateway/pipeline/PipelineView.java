package io.sensorplatform.gateway.pipeline;

import io.sensorplatform.defaults.pipeline.PipelineReport;
import io.sensorplatform.defaults.pipeline.PipelineSampler;
import io.sensorplatform.defaults.pipeline.PipelineStage;
import io.sensorplatform.defaults.pipeline.StageMerge;
import io.sensorplatform.defaults.pipeline.StageReport;
import io.sensorplatform.defaults.pipeline.Verdict;
import io.sensorplatform.defaults.problem.ProblemCode;
import io.sensorplatform.defaults.problem.ProblemException;
import io.sensorplatform.defaults.token.Scopes;
import io.sensorplatform.defaults.token.VerifiedToken;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers {@code GET /v1/pipeline}; many who watch cost as much as one. */
@Component
public final class PipelineView implements DisposableBean {

  /** The path, which is a whole one. */
  public static final String PATH = "/v1/pipeline";

  private record Answer(byte[] json, long nanos) {}

  private final PipelineSampler own;
  private final PipelineSettings settings;
  private final Clock clock;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http;
  private final List<ServiceSource> sources;
  private final ReentrantLock asking = new ReentrantLock();

  /** Since when nobody tells of a stage. */
  private final Map<PipelineStage, Instant> unknownSince = new EnumMap<>(PipelineStage.class);

  private volatile @Nullable Answer last;

  PipelineView(PipelineSampler own, PipelineSettings settings, Clock clock) {
    this.own = own;
    this.settings = settings;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.timeout())
            .executor(executor)
            .build();
    this.sources =
        settings.sources().entrySet().stream()
            .map(entry ->
                new ServiceSource(
                    entry.getKey(), entry.getValue(), settings.timeout(), http, executor, clock))
            .toList();
  }

  /**
   * The document as JSON. Blocks for the timeout of a source at most.
   *
   * @throws ProblemException if the caller may not see it, or it is not what they ask for
   */
  public byte[] answer(@Nullable VerifiedToken token, String method, String path) {
    if (token == null) {
      throw new ProblemException(ProblemCode.TOKEN_MISSING, "This needs a token.");
    }
    token.require(Scopes.OPERATIONS);
    if (!path.equals(PATH)) {
      throw new ProblemException(ProblemCode.NOT_FOUND, "The API has no such path.");
    }
    if (!method.equals("GET") && !method.equals("HEAD")) {
      throw new ProblemException(ProblemCode.METHOD_NOT_ALLOWED, "The pipeline can only be read.")
          .withHeader("Allow", "GET, HEAD");
    }
    return json();
  }

  private byte[] json() {
    try {
      asking.lockInterruptibly();
      try {
        Answer known = last;
        if (known == null || System.nanoTime() - known.nanos() > settings.keptFor().toNanos()) {
          known = new Answer(JsonMapper.shared().writeValueAsBytes(ask()), System.nanoTime());
          last = known;
        }
        return known.json();
      } finally {
        asking.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(ProblemCode.OVERLOADED, "The gateway is closing.");
    }
  }

  private Pipeline ask() throws InterruptedException {
    List<Future<ServiceSource.Told>> asked =
        sources.stream().map(source -> executor.submit(source::ask)).toList();
    var reports = new ArrayList<PipelineReport>(List.of(own.latest()));
    var states = new ArrayList<Pipeline.Source>();
    for (Future<ServiceSource.Told> answer : asked) {
      try {
        ServiceSource.Told told = answer.get();
        reports.addAll(told.reports());
        states.add(told.source());
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    Map<PipelineStage, StageReport> known = StageMerge.of(reports);
    Instant now = clock.instant();
    List<StageReport> stages = new ArrayList<>();
    for (PipelineStage stage : PipelineStage.values()) {
      stages.add(complete(stage, known.get(stage), states, now));
    }
    Verdict worst =
        stages.stream().map(StageReport::verdict).max(Comparator.naturalOrder()).orElseThrow();
    return new Pipeline(now, worst, stages, states);
  }

  /** The stage as told; degraded if some who would know did not answer, unknown if all did not. */
  private StageReport complete(
      PipelineStage stage, @Nullable StageReport told, List<Pipeline.Source> states, Instant now) {
    Pipeline.Source silent =
        states.stream()
            .filter(state -> stage.services().contains(state.service()) && state.why() != null)
            .findFirst()
            .orElse(null);
    if (told == null) {
      String say =
          silent == null
              ? "no service tells of it"
              : "%s-service: %s".formatted(silent.service(), silent.why());
      Instant since = unknownSince.computeIfAbsent(stage, unused -> now);
      return StageReport.unknown(
          stage, say, silent == null || silent.since() == null ? since : silent.since());
    }
    unknownSince.remove(stage);
    if (silent == null || silent.since() == null || told.verdict() != Verdict.OK) {
      return told;
    }
    return told.saying(
        Verdict.DEGRADED,
        "%d of %d of %s-service tell nothing: %s"
            .formatted(
                silent.asked() - silent.answered(), silent.asked(), silent.service(), silent.why()),
        "service-down",
        silent.since());
  }

  @Override
  public void destroy() {
    http.shutdownNow();
    executor.shutdownNow();
  }
}
