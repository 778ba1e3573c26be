package io.sensorplatform.local.cli;

import io.sensorplatform.local.access.Access;
import io.sensorplatform.local.demo.DemoPlatform;
import io.sensorplatform.local.load.Target;
import io.sensorplatform.local.server.S3Server;
import io.sensorplatform.local.stack.Component;
import io.sensorplatform.local.stack.PortChoice;
import io.sensorplatform.local.stack.Stack;
import io.sensorplatform.local.stack.StackException;
import io.sensorplatform.local.stack.StackStatus;
import io.sensorplatform.local.stack.StackStatus.State;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a load test may be run against. */
final class LoadTargets {
  static final String LOCAL = "local";

  private static final String COMPOSE = "compose";
  private static final Duration LOCAL_PATIENCE = Duration.ofMinutes(3);
  // Elsewhere archive objects are cut every quarter of an hour.
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final Session session;
  private final boolean freePorts;
  private final @Nullable Path credentials;

  LoadTargets(Session session, boolean freePorts, @Nullable Path credentials) {
    this.session = session;
    this.freePorts = freePorts;
    this.credentials = credentials;
  }

  Target find(String target, @Nullable Duration patience) {
    if (target.equals(LOCAL)) {
      return local(patience == null ? LOCAL_PATIENCE : patience);
    }
    URI gateway =
        URI.create(
            target.equals(COMPOSE)
                ? "http://localhost:" + System.getenv().getOrDefault("GATEWAY_PORT", "8080")
                : target);
    if (gateway.getHost() == null || !String.valueOf(gateway.getScheme()).startsWith("http")) {
      throw new StackException(
          "'%s' is no target: local, compose, or a URL such as https://sensors.example.org"
              .formatted(target));
    }
    Path kept =
        session
            .stack()
            .data()
            .resolve("load-targets")
            .resolve(gateway.getAuthority().replace(':', '_'));
    return new Target(
        gateway.toString(),
        gateway,
        gateway.resolve("/oauth2/token"),
        false,
        Access.to(gateway, operator(), kept),
        null,
        patience == null ? PATIENCE : patience);
  }

  private Target local(Duration patience) {
    Stack stack = session.stack();
    if (stack.status().state() != State.ready) {
      session.terminal.progress("Starting the platform; its data is in " + stack.data());
      stack.up(freePorts ? PortChoice.FREE : PortChoice.KEPT, session.terminal::progress);
      session.terminal.progress("It stays up; to stop it: " + session.self() + " down");
    }
    StackStatus status = stack.status();
    var s3 = status.s3();
    return new Target(
        "the platform on this machine",
        URI.create(status.gateway()),
        // Behind the gateway's limit of tokens for an address: a thousand devices are one address
        // here.
        URI.create(status.component(Component.AUTH).url()).resolve("/oauth2/token"),
        true,
        Access.to(stack),
        new DemoPlatform.ObjectStore(
            URI.create(s3.endpoint()),
            S3Server.REGION,
            s3.bucket(),
            s3.accessKey(),
            String.valueOf(s3.secretKey())),
        patience);
  }

  private StackStatus.Operator operator() {
    if (credentials == null || !Files.isReadable(credentials)) {
      throw new StackException(
          "this target needs --credentials FILE: JSON with username and password of an administrator");
    }
    JsonNode told = JsonMapper.shared().readTree(credentials.toFile());
    if (!told.path("username").isString() || !told.path("password").isString()) {
      throw new StackException(credentials + " has no username or no password");
    }
    return new StackStatus.Operator(
        told.path("username").asString(), told.path("password").asString());
  }
}
