package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.LocalServer;
import io.sensorplatform.local.server.Ports;
import io.sensorplatform.local.server.ServerFailedException;
import io.sensorplatform.local.server.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Brings up what does not run: everything at once, for nothing needs another to start. */
final class Startup {
  private static final Duration TOPIC_PATIENCE = Duration.ofSeconds(60);

  private static final Duration PORTS_PATIENCE = Duration.ofSeconds(2);

  private final DataDirectory data;
  private final StackPorts ports;
  private final Components components;
  private final Set<Component> members;
  private final Progress progress;

  Startup(
      DataDirectory data,
      StackPorts ports,
      Components components,
      Set<Component> members,
      Progress progress) {
    this.data = data;
    this.ports = ports;
    this.components = components;
    this.members = members;
    this.progress = progress;
  }

  void run() {
    data.classArchives().kill();
    List<Component> missing = new ArrayList<>();
    for (Component component : members) {
      LocalServer server = components.server(component);
      if (server.isAlive()) {
        progress.say(
            "  %-16s runs already (pid %d)".formatted(component.label(), server.pid().orElse(0)));
      } else {
        missing.add(component);
      }
    }
    Leftovers.stop(data, running(), progress);
    refuseBusyPorts(missing, ports);
    try {
      startAll(members, missing);
      awaitTopic();
    } catch (RuntimeException e) {
      progress.say("Stopping what was started.");
      missing.forEach(component -> components.server(component).stop());
      throw e;
    }
  }

  private Set<Long> running() {
    return members.stream()
        .flatMap(component -> components.server(component).pid().stream().boxed())
        .collect(Collectors.toSet());
  }

  /** Starts the server and waits until it is ready, with failures as a person reads them. */
  static void start(LocalServer server) {
    try {
      server.start();
    } catch (ServerFailedException e) {
      throw new StackException(String.valueOf(e.getMessage()), e);
    }
  }

  static void refuseBusyPorts(List<Component> starting, StackPorts ports) {
    List<Port> needed =
        Arrays.stream(Port.values()).filter(port -> starting.contains(port.component())).toList();
    // The ports of a process that was just ended outlive its name by a moment.
    Wait.until(PORTS_PATIENCE, () -> busy(needed, ports).isEmpty());
    List<Port> busy = busy(needed, ports);
    if (!busy.isEmpty()) {
      throw new StackException(
          busy.stream()
                  .map(port ->
                      "port %d, which %s needs, is held by %s"
                          .formatted(
                              ports.number(port),
                              port.component().label(),
                              PortHolder.describe(ports.number(port))))
                  .collect(Collectors.joining("\n"))
              + "\nEnd that, or choose other ports: ./platform up --free-ports");
    }
  }

  private static List<Port> busy(List<Port> needed, StackPorts ports) {
    return needed.stream().filter(port -> !Ports.isFree(ports.number(port))).toList();
  }

  private void startAll(Set<Component> members, List<Component> missing) {
    long begin = System.nanoTime();
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      var starts = new ExecutorCompletionService<Component>(threads);
      for (Component component : members) {
        starts.submit(() -> {
          start(components.server(component));
          return component;
        });
      }
      for (int i = 0; i < members.size(); i++) {
        Component ready = starts.take().get();
        if (missing.contains(ready)) {
          progress.say(
              String.format(
                  Locale.ROOT,
                  "  %-16s ready after %.1f s",
                  ready.label(),
                  (System.nanoTime() - begin) / 1e9));
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StackException reason) {
        throw reason;
      }
      throw new StackException("could not start: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted");
    } finally {
      end(threads);
    }
  }

  /** The others may still start their servers: after this nobody does. */
  private static void end(ExecutorService threads) {
    threads.shutdownNow();
    boolean interrupted = Thread.interrupted();
    try {
      threads.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitTopic() {
    if (!members.contains(Component.SENSOR) || !members.contains(Component.KAFKA)) {
      return;
    }
    try (var topic = new Topic(components.kafka.bootstrapServers())) {
      if (!Wait.until(TOPIC_PATIENCE, topic::exists)) {
        throw new StackException(
            "the topic of readings was not there after %d s\n  log: %s"
                .formatted(TOPIC_PATIENCE.toSeconds(), data.log(Component.SENSOR)));
      }
    }
  }
}
