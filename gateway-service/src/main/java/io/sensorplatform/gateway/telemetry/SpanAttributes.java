package io.sensorplatform.gateway.telemetry;

import io.opentelemetry.api.common.AttributeKey;

/** Names of OpenTelemetry's HTTP semantic conventions 1.41, and ours. */
final class SpanAttributes {

  static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
  static final AttributeKey<Long> RESEND = AttributeKey.longKey("http.request.resend_count");
  static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
  static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
  static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
  static final AttributeKey<String> TENANT = AttributeKey.stringKey("sensor.tenant");
  static final AttributeKey<String> PRINCIPAL = AttributeKey.stringKey("sensor.client_id");

  static final AttributeKey<String> CORRELATION = AttributeKey.stringKey("sensor.correlation_id");

  /** Readings that the service accepted. */
  static final AttributeKey<String> READINGS = AttributeKey.stringKey("sensor.count");

  private SpanAttributes() {}
}
