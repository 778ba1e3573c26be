package io.sensorplatform.local.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** One Kafka broker, its own KRaft controller, in a JVM of its own. */
public final class KafkaServer extends LocalServer {
  private final Checkout checkout;
  private final Path data;
  private final Path directory;
  private final int port;
  private final int controllerPort;

  /**
   * A broker that keeps its log in {@code directory}.
   *
   * @param data what marks the process as belonging to this stack
   */
  public KafkaServer(
      Checkout checkout,
      Path data,
      Path directory,
      int port,
      int controllerPort,
      LocalProcess process) {
    super("kafka", process, "TERM");
    this.checkout = checkout;
    this.data = data;
    this.directory = directory;
    this.port = port;
    this.controllerPort = controllerPort;
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public boolean isReady() {
    // The broker opens its port only when it serves requests.
    return Ports.accepts(port);
  }

  @Override
  protected void launch() {
    Secrets.createPrivateDirectory(directory);
    Path settings = directory.resolve("server.properties");
    SettingsFile.write(settings, settings());
    process()
        .start(
            Jvm.command(
                checkout,
                data,
                name(),
                List.of(
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                    "-Dorg.slf4j.simpleLogger.log.kafka.server.BrokerServer=info",
                    "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
                    "-Dorg.slf4j.simpleLogger.showDateTime=true",
                    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX"),
                List.of(Checkout.ownCode(), checkout.server("kafka").resolve("*")),
                KafkaProcess.class.getName(),
                List.of(settings.toString())),
            directory);
  }

  private Properties settings() {
    return SettingsFile.of(
        """
        process.roles=broker,controller
        node.id=1
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
        inter.broker.listener.name=PLAINTEXT
        # A topic is made by who owns it, with the partitions that it needs.
        auto.create.topics.enable=false
        # One broker.
        default.replication.factor=1
        min.insync.replicas=1
        offsets.topic.replication.factor=1
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        # Fewer files to open than the 50 of a cluster: a quicker start.
        offsets.topic.num.partitions=5
        transaction.state.log.num.partitions=5
        # After kill -9 the broker is back as soon as its old session is given up.
        broker.session.timeout.ms=2000
        broker.heartbeat.interval.ms=500
        group.initial.rebalance.delay.ms=0
        """,
        "log.dirs",
        directory.resolve("log").toString(),
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort),
        "advertised.listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort),
        "controller.quorum.bootstrap.servers",
        "127.0.0.1:" + controllerPort);
  }
}
