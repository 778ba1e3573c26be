package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.Checkout;
import io.sensorplatform.local.server.KafkaServer;
import io.sensorplatform.local.server.LocalProcess;
import io.sensorplatform.local.server.LocalServer;
import io.sensorplatform.local.server.PostgresServer;
import io.sensorplatform.local.server.S3Server;
import io.sensorplatform.local.server.Secrets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The servers of one stack, and the memory that each is given. */
final class Components {
  /** For a process with native code in it: without warnings. */
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

  /** For every process with Netty in it: its fast paths, without warnings. */
  private static final List<String> NETTY =
      List.of("--sun-misc-unsafe-memory-access=allow", NATIVE);

  final PostgresServer postgres;
  final KafkaServer kafka;
  final S3Server s3;
  final TracesComponent traces;

  private final Map<Component, LocalServer> servers = new EnumMap<>(Component.class);

  Components(Checkout checkout, DataDirectory data, StackPorts ports) {
    Secrets secrets = data.secrets();
    postgres =
        new PostgresServer(
            checkout,
            data.files(Component.POSTGRES),
            ports.number(Port.POSTGRES),
            secrets,
            process(data, Component.POSTGRES));
    kafka =
        new KafkaServer(
            checkout,
            data.root(),
            data.files(Component.KAFKA),
            ports.number(Port.KAFKA),
            ports.number(Port.KAFKA_CONTROLLER),
            process(data, Component.KAFKA));
    s3 =
        new S3Server(
            checkout,
            data.root(),
            data.files(Component.S3),
            ports.number(Port.S3),
            secrets,
            process(data, Component.S3));
    traces =
        new TracesComponent(
            checkout, data, ports.number(Port.TRACES), ports.number(Port.TRACES_OTLP));
    var settings = new ServiceSettings(data, ports, secrets, postgres, s3);
    servers.put(
        Component.GATEWAY,
        new ServiceServer(
            Component.GATEWAY,
            checkout,
            data,
            flags(NETTY, "-Xmx160m", "-XX:+UseSerialGC"),
            "io.sensorplatform.gateway.GatewayApplication",
            settings::gateway,
            ports.number(Port.GATEWAY_MANAGEMENT)));
    servers.put(
        Component.AUTH,
        new ServiceServer(
            Component.AUTH,
            checkout,
            data,
            flags(List.of(NATIVE), "-Xmx160m", "-XX:+UseSerialGC"),
            "io.sensorplatform.auth.AuthApplication",
            settings::auth,
            ports.number(Port.AUTH_MANAGEMENT)));
    servers.put(
        Component.SENSOR,
        new ServiceServer(
            Component.SENSOR,
            checkout,
            data,
            flags(NETTY, "-Xmx384m", "-XX:+UseParallelGC"),
            "io.sensorplatform.sensor.SensorApplication",
            settings::sensor,
            ports.number(Port.SENSOR_MANAGEMENT)));
    servers.put(Component.KAFKA, kafka);
    servers.put(
        Component.STREAM,
        new ServiceServer(
            Component.STREAM,
            checkout,
            data,
            flags(NETTY, "-Xmx448m", "-XX:+UseParallelGC"),
            "io.sensorplatform.stream.StreamApplication",
            settings::stream,
            ports.number(Port.STREAM_MANAGEMENT)));
    servers.put(Component.POSTGRES, postgres);
    servers.put(Component.S3, s3);
    servers.put(Component.TRACES, traces);
  }

  LocalServer server(Component component) {
    LocalServer server = servers.get(component);
    if (server == null) {
      throw new IllegalArgumentException(component.label());
    }
    return server;
  }

  /** Where the component is reached, for people and for the status. */
  static String url(Component component, StackPorts ports) {
    return switch (component) {
      case GATEWAY -> "http://localhost:" + ports.number(Port.GATEWAY);
      case AUTH -> "http://127.0.0.1:" + ports.number(Port.AUTH);
      case SENSOR -> "http://127.0.0.1:" + ports.number(Port.SENSOR);
      case KAFKA -> "127.0.0.1:" + ports.number(Port.KAFKA);
      case STREAM -> "http://127.0.0.1:" + ports.number(Port.STREAM);
      case POSTGRES ->
          "postgresql://127.0.0.1:%d/%s"
              .formatted(ports.number(Port.POSTGRES), PostgresServer.DATABASE);
      case S3 -> "http://127.0.0.1:" + ports.number(Port.S3);
      case TRACES -> "http://127.0.0.1:%d/zipkin/".formatted(ports.number(Port.TRACES));
    };
  }

  private static LocalProcess process(DataDirectory data, Component component) {
    return LocalProcess.lasting(data.pid(component), data.log(component));
  }

  private static List<String> flags(List<String> more, String... flags) {
    var all = new ArrayList<>(List.of(flags));
    all.addAll(more);
    return List.copyOf(all);
  }
}
