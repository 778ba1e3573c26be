package io.sensorplatform.bench.platform;

import io.sensorplatform.defaults.token.TestIssuer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A gateway and the sensor-service behind it, in front of a Kafka that is there. */
public final class IngestChain {

  private static final String TENANT = "bench";

  private final ServiceProcess gateway;
  private final ServiceProcess sensor;
  private final int port;

  private IngestChain(ServiceProcess gateway, ServiceProcess sensor, int port) {
    this.gateway = gateway;
    this.sensor = sensor;
    this.port = port;
  }

  /**
   * @param directory for the spool
   * @param both further settings of both services
   * @param ofGateway further settings of the gateway
   */
  public static IngestChain start(
      TestIssuer issuer,
      String bootstrapServers,
      Path directory,
      List<String> both,
      List<String> ofGateway)
      throws IOException {
    int sensorPort = ServiceProcess.freePort();
    var common = new ArrayList<String>(both);
    common.add("--platform.revocations.enabled=false");
    common.add("--platform.tokens.issuer=" + issuer.issuer());
    common.add("--platform.tokens.jwks-url=" + issuer.jwksUrl());
    var sensorSettings = new ArrayList<String>(common);
    sensorSettings.addAll(
        List.of(
            "--server.port=" + sensorPort,
            "--management.server.port=0",
            "--platform.kafka.bootstrap-servers=" + bootstrapServers,
            "--platform.kafka.replication-factor=1",
            "--platform.spool.directory=" + directory.resolve("spool-" + sensorPort)));
    ServiceProcess sensor =
        ServiceProcess.start(
            Path.of("sensor-service", "target"),
            "sensor-service",
            "io.sensorplatform.sensor.SensorApplication",
            ServiceProcess.SENSOR_FLAGS,
            sensorSettings);
    int port = ServiceProcess.freePort();
    String behind = "http://127.0.0.1:" + sensorPort;
    var gatewaySettings = new ArrayList<String>(common);
    gatewaySettings.addAll(ofGateway);
    gatewaySettings.addAll(settings(port, behind));
    ServiceProcess gateway =
        ServiceProcess.start(
            Path.of("gateway-service", "target"),
            "gateway-service",
            "io.sensorplatform.gateway.GatewayApplication",
            ServiceProcess.GATEWAY_FLAGS,
            gatewaySettings);
    return new IngestChain(gateway, sensor, port);
  }

  /**
   * Of a gateway in front of that service, with limits and quotas that are counted, but not met.
   */
  public static List<String> settings(int port, String behind) {
    String quota = "--platform.gateway.quotas.tenants." + TENANT;
    return List.of(
        "--server.port=0",
        "--platform.gateway.port=" + port,
        "--platform.gateway.downstreams.sensor.url=" + behind,
        "--platform.gateway.downstreams.auth.url=" + behind,
        "--platform.gateway.downstreams.stream.url=" + behind,
        "--platform.gateway.limits.writes.rate=1000000",
        "--platform.gateway.limits.writes.burst=1000000",
        quota + ".readings-per-second=100000000",
        quota + ".readings-per-day=1000000000000");
  }

  public int port() {
    return port;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public void checkAlive() {
    gateway.checkAlive();
    sensor.checkAlive();
  }

  /** CPU of both. */
  public Duration cpu() {
    return gateway.cpu().plus(sensor.cpu());
  }

  public Duration gatewayCpu() {
    return gateway.cpu();
  }

  public void kill() {
    gateway.kill();
    sensor.kill();
  }
}
