package io.sensorplatform.gateway.origin;

/**
 * The other end of a connection.
 *
 * @param trusted whether it is a proxy that tells the truth about whom it speaks for
 * @param origin of its requests, unless it is trusted and says otherwise
 */
public record Peer(boolean trusted, Origin origin) {}
