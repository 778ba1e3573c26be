package io.sensorplatform.gateway.edge;

import io.sensorplatform.gateway.origin.Origins;
import io.sensorplatform.gateway.tls.Certificate;
import io.sensorplatform.gateway.tls.Certificates;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.SmartLifecycle;

/**
 * The public port: opened last of all at start, closed first at stop, after the running requests
 * have ended.
 */
public final class PublicPort implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(PublicPort.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

  /** How exactly who waits for a place is sent away. */
  private static final long SWEEP_MILLIS = 10;

  private final Services services;
  private final Origins origins;
  private final Certificates certificates;
  private final Occupancy occupancy;
  private final List<EdgeVerticle> loops = new CopyOnWriteArrayList<>();
  private final AtomicBoolean looking = new AtomicBoolean();
  private final AtomicInteger port = new AtomicInteger();
  private volatile @Nullable Vertx vertx;
  private volatile @Nullable Probe probe;

  PublicPort(Services services, Origins origins, Certificates certificates) {
    this.services = services;
    this.origins = origins;
    this.certificates = certificates;
    this.occupancy = new Occupancy(services.guard());
    services.meters().connections(occupancy::total);
  }

  @Override
  public void start() {
    // Nobody speaks it here, and with it on the server itself answers 501 to unknown versions.
    System.setProperty("vertx.disableWebsockets", "true");
    EdgeSettings settings = services.settings();
    Vertx runtime =
        Vertx.vertx(
            new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(settings.loops())
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    try {
      await(
          runtime.deployVerticle(
              this::loop, new DeploymentOptions().setInstances(settings.loops())),
          START_TIMEOUT);
    } catch (CompletionException e) {
      runtime.close();
      if (e.getCause() instanceof BindException) {
        throw new PortInUseException(settings.port(), e.getCause());
      }
      throw new IllegalStateException("The public port cannot be opened", e.getCause());
    }
    probe = new Probe(runtime, services.downstreams());
    if (certificates.current() != null) {
      runtime.setPeriodic(
          certificates.settings().reloadEvery().toMillis(), unused -> lookForCertificate());
    }
    runtime.setPeriodic(
        SWEEP_MILLIS,
        unused -> services.downstreams().all().forEach(service -> service.lanes().sweep()));
    vertx = runtime;
    log.info("Public port {} open at {}", port.get(), settings.host());
  }

  private EdgeVerticle loop() {
    var loop = new EdgeVerticle(services, origins, occupancy, certificates, port::set);
    loops.add(loop);
    return loop;
  }

  private void lookForCertificate() {
    if (looking.compareAndSet(false, true)) {
      services.blocking().execute(this::renewCertificate);
    }
  }

  private void renewCertificate() {
    Certificate renewed = certificates.renewed();
    if (renewed == null) {
      looking.set(false);
      return;
    }
    Future.join(loops.stream().map(loop -> loop.renew(renewed)).toList())
        .onSuccess(unused -> certificates.taken(renewed))
        .onFailure(certificates::refused)
        .onComplete(unused -> looking.set(false));
  }

  @Override
  public void stop() {
    Vertx runtime = vertx;
    if (runtime != null) {
      vertx = null;
      await(drain(runtime), services.settings().drain().plusSeconds(5));
    }
  }

  @Override
  public void stop(Runnable callback) {
    Vertx runtime = vertx;
    if (runtime == null) {
      callback.run();
      return;
    }
    vertx = null;
    drain(runtime).onComplete(unused -> callback.run());
  }

  @Override
  public boolean isRunning() {
    return vertx != null;
  }

  /** The port that is open; another one than the setting if that is 0. */
  public int port() {
    return port.get();
  }

  /**
   * Readiness is out by now. Callers are told to go elsewhere while new ones are still taken, since
   * a balancer needs a moment to see it; then the port closes, and last the connections.
   */
  private Future<Void> drain(Vertx runtime) {
    Duration delay = services.settings().drainDelay();
    log.info("Public port closes in {} ms", delay.toMillis());
    Probe asking = probe;
    if (asking != null) {
      asking.close();
    }
    return Future.join(loops.stream().map(EdgeVerticle::leave).toList())
        .transform(unused -> pause(runtime, delay))
        .transform(
            unused -> Future.join(runtime.deploymentIDs().stream().map(runtime::undeploy).toList()))
        .transform(unused -> close(runtime))
        .onComplete(unused -> log.info("Public port closed"));
  }

  /**
   * By now nobody is served any more, and nobody waits for long: closing a client whose calls still
   * connect to a service that is away may never end.
   */
  private static Future<Void> close(Vertx runtime) {
    return Future.fromCompletionStage(
        runtime
            .close()
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static Future<?> pause(Vertx runtime, Duration delay) {
    return delay.isZero()
        ? Future.succeededFuture()
        : runtime.timer(delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void await(Future<?> future, Duration timeout) {
    future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
