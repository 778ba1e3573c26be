package io.sensorplatform.gateway.edge;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
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
  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

  private final Services services;
  private final AtomicInteger port = new AtomicInteger();
  private volatile @Nullable Vertx vertx;

  PublicPort(Services services) {
    this.services = services;
  }

  @Override
  public void start() {
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
              () -> new EdgeVerticle(services, port::set),
              new DeploymentOptions().setInstances(settings.loops())),
          START_TIMEOUT);
    } catch (CompletionException e) {
      runtime.close();
      if (e.getCause() instanceof BindException) {
        throw new PortInUseException(settings.port(), e.getCause());
      }
      throw new IllegalStateException("The public port cannot be opened", e.getCause());
    }
    new Probe(runtime, services.downstreams());
    vertx = runtime;
    log.info("Public port {} open at {}", port.get(), settings.host());
  }

  @Override
  public void stop() {
    Vertx runtime = vertx;
    if (runtime != null) {
      vertx = null;
      await(closeAll(runtime), services.settings().drain().plusSeconds(5));
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
    closeAll(runtime).onComplete(unused -> callback.run());
  }

  @Override
  public boolean isRunning() {
    return vertx != null;
  }

  /** The port that is open; another one than the setting if that is 0. */
  public int port() {
    return port.get();
  }

  private static Future<Void> closeAll(Vertx runtime) {
    return Future.join(runtime.deploymentIDs().stream().map(runtime::undeploy).toList())
        .transform(unused -> runtime.close())
        .onComplete(unused -> log.info("Public port closed"));
  }

  private static void await(Future<?> future, Duration timeout) {
    future
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
