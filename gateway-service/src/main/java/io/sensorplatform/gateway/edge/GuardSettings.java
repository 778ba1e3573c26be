package io.sensorplatform.gateway.edge;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of the public port one caller may take, and for how long.
 *
 * @param maxConnections open at once; more are told 503 on their first request; default 10,000
 * @param maxConnectionsPerAddress of these from one address that is no trusted proxy; default 5,000
 * @param headTimeout from a request's first byte, or from the opening of a connection, until all
 *     header fields are there; default 10 s
 * @param minBodyRate bytes a second that a body must bring on average, once it has taken as long as
 *     body-timeout; default 256
 * @param http2ClearText whether HTTP/2 is spoken without TLS, for a balancer in a private network;
 *     default no
 * @param maxStreams requests at once on a connection of HTTP/2; default 100
 * @param maxControlFrames pings and settings of HTTP/2 within 10 s; default 100
 * @param proxyProtocol whether each connection begins with a PROXY line (HAProxy), which names the
 *     caller; only for a port that nobody else than the balancer reaches; default no
 */
@ConfigurationProperties("platform.gateway")
record GuardSettings(
    @DefaultValue("10000") int maxConnections,
    @DefaultValue("5000") int maxConnectionsPerAddress,
    @DefaultValue("10s") Duration headTimeout,
    @DefaultValue("256B") DataSize minBodyRate,
    @DefaultValue("false") boolean http2ClearText,
    @DefaultValue("100") int maxStreams,
    @DefaultValue("100") int maxControlFrames,
    @DefaultValue("false") boolean proxyProtocol) {

  GuardSettings {
    if (maxConnections < 1
        || maxConnectionsPerAddress < 1
        || maxStreams < 1
        || maxControlFrames < 1) {
      throw new IllegalArgumentException(
          "platform.gateway.max-connections, max-connections-per-address, max-streams and max-control-frames are at least 1");
    }
    if (headTimeout.isNegative() || headTimeout.isZero()) {
      throw new IllegalArgumentException("platform.gateway.head-timeout is more than 0");
    }
  }
}
