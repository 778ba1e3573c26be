package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.LocalServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;

/**
 * Stops the stack from the edge inwards: first what takes readings in, then what handles them, then
 * what keeps them.
 */
final class Shutdown {
  private static final List<List<Component>> ORDER =
      List.of(
          List.of(Component.GATEWAY),
          List.of(Component.SENSOR, Component.STREAM, Component.AUTH),
          List.of(Component.KAFKA, Component.POSTGRES, Component.S3, Component.TRACES));

  private final DataDirectory data;
  private final Components components;
  private final Progress progress;

  Shutdown(DataDirectory data, Components components, Progress progress) {
    this.data = data;
    this.components = components;
    this.progress = progress;
  }

  /** What was stopped. */
  List<String> run() {
    List<String> stopped = Collections.synchronizedList(new ArrayList<>());
    data.classArchives().kill();
    for (List<Component> phase : ORDER) {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Component component : phase) {
          threads.submit(() -> stop(component, stopped));
        }
      }
    }
    stopped.addAll(Leftovers.stop(data, Set.of(), progress));
    return List.copyOf(stopped);
  }

  private void stop(Component component, List<String> stopped) {
    LocalServer server = components.server(component);
    boolean ran = server.isAlive();
    server.stop();
    if (ran) {
      stopped.add(component.label());
      progress.say("  stopped " + component.label());
    }
  }
}
