package io.sensorplatform.gateway.origin;

import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from.
 *
 * @param address of the caller, for services, traces and logs
 * @param counted what limits count by: the address, or the network of an IPv6 address
 * @param secure whether the caller used TLS
 * @param host that the caller asked for, with its port if it has one; null: the one of the request
 */
public record Origin(String address, String counted, boolean secure, @Nullable String host) {}
