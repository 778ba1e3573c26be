package io.sensorplatform.local.stack;

import io.sensorplatform.local.server.PostgresServer;
import io.sensorplatform.local.server.S3Server;
import io.sensorplatform.local.server.Secrets;
import io.sensorplatform.local.server.SettingsFile;
import java.util.Properties;

/**
 * What each service is told about its surroundings on this machine. Everything else is the
 * services' own default.
 */
final class ServiceSettings {
  static final String OPERATOR = "operator";

  private final DataDirectory data;
  private final StackPorts ports;
  private final Secrets secrets;
  private final PostgresServer postgres;
  private final S3Server s3;

  ServiceSettings(
      DataDirectory data, StackPorts ports, Secrets secrets, PostgresServer postgres, S3Server s3) {
    this.data = data;
    this.ports = ports;
    this.secrets = secrets;
    this.postgres = postgres;
    this.s3 = s3;
  }

  Properties gateway() {
    Properties settings = common(Component.GATEWAY);
    kafka(settings);
    settings.setProperty("platform.gateway.host", "127.0.0.1");
    settings.setProperty("platform.gateway.port", port(Port.GATEWAY));
    // Spring's own port is the management port here.
    settings.setProperty("server.port", port(Port.GATEWAY_MANAGEMENT));
    settings.setProperty("platform.gateway.downstreams.auth.url", url(Port.AUTH));
    settings.setProperty("platform.gateway.refusals.url", url(Port.AUTH_MANAGEMENT));
    settings.setProperty("platform.gateway.downstreams.sensor.url", url(Port.SENSOR));
    settings.setProperty("platform.gateway.downstreams.stream.url", url(Port.STREAM));
    settings.setProperty("platform.gateway.pipeline.sources.auth", url(Port.AUTH_MANAGEMENT));
    settings.setProperty("platform.gateway.pipeline.sources.sensor", url(Port.SENSOR_MANAGEMENT));
    settings.setProperty("platform.gateway.pipeline.sources.stream", url(Port.STREAM_MANAGEMENT));
    return settings;
  }

  Properties auth() {
    Properties settings = servlet(Component.AUTH, Port.AUTH, Port.AUTH_MANAGEMENT);
    database(settings, "auth_service", "auth");
    kafka(settings);
    settings.setProperty("platform.auth.pepper-file", secrets.key("pepper").toString());
    settings.setProperty(
        "platform.auth.key-encryption-file", secrets.key("key-encryption").toString());
    settings.setProperty("platform.auth.bootstrap-operator.username", OPERATOR);
    settings.setProperty(
        "platform.auth.bootstrap-operator.password-file",
        secrets.passwordFile(OPERATOR).toString());
    settings.setProperty("platform.auth.bootstrap-operator.tenant", Stack.TENANT);
    // Whoever tries a webhook out has its receiver on this machine.
    settings.setProperty("platform.auth.webhooks.allow-http", "true");
    settings.setProperty("platform.auth.webhooks.allow-private-addresses", "true");
    return settings;
  }

  Properties sensor() {
    Properties settings = servlet(Component.SENSOR, Port.SENSOR, Port.SENSOR_MANAGEMENT);
    database(settings, "sensor_service", "registry");
    kafka(settings);
    // Readings in it were acknowledged: it is data, not a working directory.
    settings.setProperty(
        "platform.spool.directory", data.files(Component.SENSOR).resolve("spool").toString());
    return settings;
  }

  Properties stream() {
    Properties settings = servlet(Component.STREAM, Port.STREAM, Port.STREAM_MANAGEMENT);
    database(settings, "stream_service", "readings");
    kafka(settings);
    settings.setProperty("platform.s3.endpoint", s3.endpoint().toString());
    settings.setProperty("platform.s3.region", s3.region());
    settings.setProperty("platform.s3.bucket", s3.bucket());
    settings.setProperty("platform.s3.access-key", s3.accessKey());
    settings.setProperty("platform.s3.secret-key", s3.secretKey());
    settings.setProperty("platform.s3.path-style-access", "true");
    // Whoever tries this out wants to see an object now, not in a quarter of an hour.
    settings.setProperty("platform.archiver.max-age", "5s");
    settings.setProperty(
        "platform.archiver.directory", data.run(Component.STREAM).resolve("archive").toString());
    return settings;
  }

  /** A service whose API Spring serves. */
  private Properties servlet(Component component, Port api, Port management) {
    Properties settings = common(component);
    settings.setProperty("server.port", port(api));
    settings.setProperty("management.server.address", "127.0.0.1");
    settings.setProperty("management.server.port", port(management));
    return settings;
  }

  private Properties common(Component component) {
    return SettingsFile.of(
        "",
        "server.address",
        "127.0.0.1",
        "logging.file.name",
        data.log(component).toString(),
        // Standard output goes to a file that nobody rotates.
        "logging.threshold.console",
        "WARN",
        "management.opentelemetry.tracing.export.otlp.endpoint",
        url(Port.TRACES_OTLP) + "/v1/traces",
        "platform.tokens.issuer",
        "http://localhost:" + port(Port.GATEWAY),
        "platform.tokens.jwks-url",
        url(Port.AUTH) + "/oauth2/jwks");
  }

  private void database(Properties settings, String role, String schema) {
    settings.setProperty("spring.datasource.url", postgres.jdbcUrl() + "?currentSchema=" + schema);
    settings.setProperty("spring.datasource.username", role);
    settings.setProperty("spring.datasource.password", postgres.password(role));
  }

  private void kafka(Properties settings) {
    settings.setProperty("platform.kafka.bootstrap-servers", "127.0.0.1:" + port(Port.KAFKA));
    settings.setProperty("platform.kafka.replication-factor", "1");
  }

  private String url(Port port) {
    return "http://127.0.0.1:" + port(port);
  }

  private String port(Port port) {
    return Integer.toString(ports.number(port));
  }
}
