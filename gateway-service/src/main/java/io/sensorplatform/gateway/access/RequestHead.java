package io.sensorplatform.gateway.access;

import java.util.List;

/**
 * What of a request decides whether it passes.
 *
 * @param path raw, as sent
 * @param authorization every Authorization header
 * @param address that limits count by: of the caller, or the network of an IPv6 address
 * @param bodyLength announced bytes; -1 if none are announced
 */
public record RequestHead(
    String method, String path, List<String> authorization, String address, long bodyLength) {}
