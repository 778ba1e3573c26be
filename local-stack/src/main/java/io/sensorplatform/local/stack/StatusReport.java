package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.LocalServer;
import io.sensorplatform.local.server.PostgresServer;
import io.sensorplatform.local.stack.StackStatus.ComponentState;
import io.sensorplatform.local.stack.StackStatus.ComponentStatus;
import io.sensorplatform.local.stack.StackStatus.State;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at every component and puts together what is to be said about the stack. */
final class StatusReport {
  private StatusReport() {}

  static StackStatus of(
      DataDirectory data, StackPorts ports, Components components, Set<Component> members) {
    List<ComponentStatus> states = states(data, ports, components, members);
    // Looking must not create anything.
    boolean made = Files.exists(data.ports());
    return new StackStatus(
        state(states),
        Components.url(Component.GATEWAY, ports),
        states,
        new StackStatus.Postgres(
            "127.0.0.1",
            ports.number(Port.POSTGRES),
            PostgresServer.DATABASE,
            "reader",
            secret(made, () -> components.postgres.password("reader"))),
        new StackStatus.Kafka(components.kafka.bootstrapServers()),
        new StackStatus.S3(
            components.s3.endpoint().toString(),
            components.s3.bucket(),
            components.s3.accessKey(),
            secret(made, components.s3::secretKey)),
        components.traces.page().toString(),
        operator(data));
  }

  static StackStatus.Operator operator(DataDirectory data) {
    return new StackStatus.Operator(
        ServiceSettings.OPERATOR,
        secret(
            Files.exists(data.ports()), () -> data.secrets().password(ServiceSettings.OPERATOR)));
  }

  private static List<ComponentStatus> states(
      DataDirectory data, StackPorts ports, Components components, Set<Component> members) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<ComponentStatus>> looks = new ArrayList<>();
      for (Component component : members) {
        looks.add(threads.submit(() -> look(component, data, ports, components.server(component))));
      }
      List<ComponentStatus> states = new ArrayList<>();
      for (var look : looks) {
        states.add(look.get());
      }
      return states;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted");
    }
  }

  private static ComponentStatus look(
      Component component, DataDirectory data, StackPorts ports, LocalServer server) {
    var pid = server.pid();
    ComponentState state =
        pid.isEmpty()
            ? ComponentState.down
            : server.isReady() ? ComponentState.up : ComponentState.starting;
    return new ComponentStatus(
        component.label(),
        pid.isEmpty() ? null : pid.getAsLong(),
        state,
        Components.url(component, ports),
        managementUrl(component, ports),
        data.log(component).toString());
  }

  private static @Nullable String managementUrl(Component component, StackPorts ports) {
    Port port =
        switch (component) {
          case GATEWAY -> Port.GATEWAY_MANAGEMENT;
          case AUTH -> Port.AUTH_MANAGEMENT;
          case SENSOR -> Port.SENSOR_MANAGEMENT;
          case STREAM -> Port.STREAM_MANAGEMENT;
          case KAFKA, POSTGRES, S3, TRACES -> null;
        };
    return port == null ? null : "http://127.0.0.1:" + ports.number(port);
  }

  private static State state(List<ComponentStatus> components) {
    if (components.stream().allMatch(component -> component.state() == ComponentState.up)) {
      return State.ready;
    }
    return components.stream().allMatch(component -> component.state() == ComponentState.down)
        ? State.down
        : State.partial;
  }

  private static @Nullable String secret(boolean made, Supplier<String> secret) {
    return made ? secret.get() : null;
  }
}
