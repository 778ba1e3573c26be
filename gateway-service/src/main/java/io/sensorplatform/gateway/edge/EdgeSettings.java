package io.sensorplatform.gateway.edge;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The public port and its patience.
 *
 * @param host address to listen on; default all
 * @param port public port, 0 for any free one; default 8080
 * @param eventLoops threads that move bytes; default 0: one for each core
 * @param maxRequestLine bytes of method, path and query; default 8 KiB
 * @param maxHeaders bytes of all header fields; default 16 KiB
 * @param bodyTimeout longest pause of a caller that sends a body; default 30 s
 * @param idleTimeout how long a connection without a request is kept; default 75 s
 * @param connectTimeout how long to wait for a connection to a service; default 2 s
 * @param pooledFor how long an unused connection to a service is kept, which must be less than the
 *     service keeps it (Tomcat: 20 s); default 15 s
 * @param connections to one service from each event loop; default 512
 * @param repeatable bytes of a body kept to send it again on a stale connection; default 256 KiB
 * @param drain how long a shutdown may take, until running requests are cut off; default 30 s
 * @param drainDelay of that: how long connections are still taken once readiness is out, until a
 *     balancer has noticed; default 0
 * @param drainIdle how long an idle connection may still send a request at shutdown, which may be
 *     under way already; default 1 s
 */
@ConfigurationProperties("platform.gateway")
record EdgeSettings(
    @DefaultValue("0.0.0.0") String host,
    @DefaultValue("8080") int port,
    @DefaultValue("0") int eventLoops,
    @DefaultValue("8KB") DataSize maxRequestLine,
    @DefaultValue("16KB") DataSize maxHeaders,
    @DefaultValue("30s") Duration bodyTimeout,
    @DefaultValue("75s") Duration idleTimeout,
    @DefaultValue("2s") Duration connectTimeout,
    @DefaultValue("15s") Duration pooledFor,
    @DefaultValue("512") int connections,
    @DefaultValue("256KB") DataSize repeatable,
    @DefaultValue("30s") Duration drain,
    @DefaultValue("0s") Duration drainDelay,
    @DefaultValue("1s") Duration drainIdle) {

  EdgeSettings {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("platform.gateway.port is 0 to 65535");
    }
    if (drainDelay.isNegative() || drainDelay.compareTo(drain) >= 0) {
      throw new IllegalArgumentException(
          "platform.gateway.drain-delay is at least 0 and less than drain");
    }
    if (eventLoops < 0 || connections < 1) {
      throw new IllegalArgumentException(
          "platform.gateway.event-loops is at least 0, connections at least 1");
    }
  }

  /** How long a shutdown may take after the delay. */
  Duration drainLeft() {
    return drain.minus(drainDelay);
  }

  int loops() {
    return eventLoops > 0 ? eventLoops : Runtime.getRuntime().availableProcessors();
  }
}
